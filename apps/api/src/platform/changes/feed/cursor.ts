import type { Place } from '../change-log.store.js';

/** A place with what tells whether it can still be honoured. */
export interface Cursor extends Place {
  /** Which log: another installation, or the same after a restore, has another. */
  readonly log: string;
  readonly atSeconds: number;
}

const FORM = /^([0-9a-f-]{1,60})\.(\d{1,15})\.(\d{1,15})\.([0-9a-z]{1,9})$/;

export function formatCursor({ log, xid, seq, atSeconds }: Cursor): string {
  return `${log}.${xid}.${seq}.${atSeconds.toString(36)}`;
}

/** `null`: it is not one of ours. */
export function parseCursor(text: string): Cursor | null {
  const [, log, xid, seq, at] = FORM.exec(text) ?? [];
  if (log === undefined) return null;
  return { log, xid: Number(xid), seq: Number(seq), atSeconds: parseInt(at ?? '', 36) };
}

/** Negative, zero or positive, as for `sort`. */
export function comparePlaces(a: Place, b: Place): number {
  return a.xid - b.xid || a.seq - b.seq;
}

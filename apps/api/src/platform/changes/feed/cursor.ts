import type { Place } from '../change-log.store.js';

/** A position with the facts that decide whether it can still be used. */
export interface Cursor extends Place {
  /** Names the log: another installation has another log, and so has this one after a restore. */
  readonly log: string;
  readonly atSeconds: number;
}

const FORM = /^([0-9a-f-]{1,60})\.(\d{1,15})\.(\d{1,15})\.([0-9a-z]{1,9})$/;

export function formatCursor({ log, xid, seq, atSeconds }: Cursor): string {
  return `${log}.${xid}.${seq}.${atSeconds.toString(36)}`;
}

/** `null` if the text is not a cursor of this server. */
export function parseCursor(text: string): Cursor | null {
  const [, log, xid, seq, at] = FORM.exec(text) ?? [];
  if (log === undefined) return null;
  return { log, xid: Number(xid), seq: Number(seq), atSeconds: parseInt(at ?? '', 36) };
}

/** Negative, zero or positive, as for `sort`. */
export function comparePlaces(a: Place, b: Place): number {
  return a.xid - b.xid || a.seq - b.seq;
}

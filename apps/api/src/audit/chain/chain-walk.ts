import { GENESIS, type AuditSeals, type SealedEvent } from './audit-seals.js';
import { dayOf, equalsConstantTime } from '#libs/kernel';
import type { Anchor } from './audit-chain.store.js';
import type { Findings } from './audit-findings.js';

/** Checks the chain link by link and reports each mismatch. */
export class ChainWalk {
  checked = 0;
  private number: number;
  private hash: Buffer;
  private day = '';
  private foreign: { readonly from: number; to: number; readonly keyId: string | null } | null =
    null;

  /** @param start the link after which the check begins; `null` for the first link */
  constructor(
    private readonly seals: AuditSeals,
    private readonly anchors: readonly Anchor[],
    private readonly findings: Findings,
    start: Anchor | null,
  ) {
    this.number = start?.number ?? 0;
    this.hash = start?.hash ?? GENESIS;
    this.day = start?.day ?? '';
  }

  get last(): number {
    return this.number;
  }

  step(link: SealedEvent): void {
    this.checked += 1;
    const isNext = link.number === this.number + 1;
    if (!isNext) this.missing(this.number + 1, link.number - 1);
    this.checkDay(link);
    if (this.seals.isForeign(link)) this.noteForeign(link);
    else this.checkOwn(link, isNext);
    this.number = link.number;
    this.hash = link.hash;
    this.checkAnchor(link);
  }

  /** @param upTo the last number of the chain, or of the part that is checked */
  end(upTo: number): void {
    this.tellForeign();
    if (this.number < upTo) this.missing(this.number + 1, upTo);
  }

  private checkOwn(link: SealedEvent, isNext: boolean): void {
    this.tellForeign();
    this.checkEvent(link);
    // After a gap the previous row is unknown; the check continues from this link.
    if (isNext) this.checkLink(link);
  }

  /** Reports consecutive links together: a changed secret makes one finding, not a million. */
  private noteForeign({ number, keyId }: SealedEvent): void {
    if (this.foreign?.keyId !== keyId) this.tellForeign();
    this.foreign ??= { from: number, to: number, keyId };
    this.foreign.to = number;
  }

  private tellForeign(): void {
    if (!this.foreign) return;
    const { from, to, keyId } = this.foreign;
    this.foreign = null;
    const which = from === to ? `Seal ${from} was` : `Seals ${from} to ${to} were`;
    const text = `${which} made under another SECRET_KEY (key ${keyId})`;
    this.findings.add({ kind: 'key_changed', number: from, text });
  }

  private missing(from: number, to: number): void {
    const text = from === to ? `Seal ${from} is gone` : `Seals ${from} to ${to} are gone`;
    this.findings.add({ kind: 'seals_missing', number: from, text });
  }

  private checkEvent({ number, eventId, eventHash, content }: SealedEvent): void {
    const is = (expected: Buffer) => equalsConstantTime(expected, eventHash);
    if (content === null) {
      const when = is(this.seals.ofEvent(null)) ? ' before it was sealed' : '';
      const text = `Event ${eventId} (seal ${number}) was deleted${when}`;
      this.findings.add({ kind: 'event_deleted', number, eventId, text });
    } else if (!is(this.seals.ofEvent(content))) {
      const text = `Event ${eventId} (seal ${number}) was changed`;
      this.findings.add({ kind: 'event_changed', number, eventId, text });
    }
  }

  private checkLink(link: SealedEvent): void {
    if (equalsConstantTime(this.seals.ofLink(link, this.hash), link.hash)) return;
    const { number, eventId } = link;
    const text = `Seal ${number} (event ${eventId}) was changed, or does not belong here`;
    this.findings.add({ kind: 'seal_changed', number, eventId, text });
  }

  /** A day that is over has an anchor on its last link. */
  private checkDay({ sealedAt }: SealedEvent): void {
    const day = dayOf(sealedAt);
    const ended = this.day;
    if (day <= ended) return;
    this.day = day;
    if (ended === '' || this.anchors.some((anchor) => anchor.day === ended)) return;
    this.findings.add({
      kind: 'anchor_missing',
      day: ended,
      text: `The anchor of ${ended} is gone`,
    });
  }

  private checkAnchor({ number, hash }: SealedEvent): void {
    for (const anchor of this.anchors) {
      if (anchor.number !== number || equalsConstantTime(anchor.hash, hash)) continue;
      const text = `The anchor of ${anchor.day} does not fit seal ${number}`;
      this.findings.add({ kind: 'anchor_changed', number, day: anchor.day, text });
    }
  }
}

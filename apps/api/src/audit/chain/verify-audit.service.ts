import { Injectable } from '@nestjs/common';
import { Database, rows, type Tx } from '#libs/database';
import { AuditChainStore, type Anchor } from './audit-chain.store.js';
import { Findings, type AuditReport } from './audit-findings.js';
import { AuditMarksStore } from './audit-marks.store.js';
import { AuditSeals, type SignedHead } from './audit-seals.js';
import { findStart, type ChainStart, checkNewest, type Newest } from './chain-ends.js';
import { ChainWalk } from './chain-walk.js';

const PAGE = 1000;

export interface VerifyRange {
  /** Days (UTC, YYYY-MM-DD), both included. Without them the whole trail is checked. */
  readonly from?: string;
  readonly to?: string;
  /** A head that was kept elsewhere: the chain must still contain it. */
  readonly known?: { readonly number: number; readonly hash: string };
}

interface Extent {
  readonly start: Anchor | null;
  readonly upTo: number;
}

/** Checks whether the trail is unchanged, and reports the rows that are not. Changes nothing. */
@Injectable()
export class VerifyAudit {
  constructor(
    private readonly database: Database,
    private readonly store: AuditChainStore,
    private readonly marks: AuditMarksStore,
    private readonly seals: AuditSeals,
  ) {}

  /** @param onProgress receives the number of events checked so far */
  verify(range: VerifyRange = {}, onProgress?: (checked: number) => void): Promise<AuditReport> {
    return this.database.transaction(async (tx) => {
      // One snapshot of all tables, while the sealer continues.
      await rows(tx, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const findings = new Findings();
      const head = await this.store.findHead(tx);
      const anchors = await this.store.listAnchors(tx);
      const { first, last } = await this.store.getNumbers(tx);
      const start = findStart(await this.marks.list(tx), this.seals, findings);
      const extent = extentOf(range, anchors, Math.max(last, head?.number ?? 0), start.begin);
      const walk = new ChainWalk(this.seals, anchors, findings, extent.start);
      checkStart(findings, { start, first, last, anchors, known: range.known });
      await this.walk(tx, walk, extent, (number, hash) => {
        check(findings, range, number, hash);
        onProgress?.(walk.checked);
      });
      walk.end(extent.upTo);
      await this.checkNewest(
        tx,
        { head, last, anchors, known: range.known?.number ?? 0, start: start.begin?.number ?? 0 },
        findings,
      );
      if (range.from === undefined) await this.checkUnsealed(tx, findings);
      return reportOf(walk, start, head, findings);
    });
  }

  private async walk(
    tx: Tx,
    walk: ChainWalk,
    { upTo }: Extent,
    onLink: (number: number, hash: Buffer) => void,
  ): Promise<void> {
    for (;;) {
      const page = await this.store.listSeals(tx, { after: walk.last, upTo }, PAGE);
      for (const link of page) {
        walk.step(link);
        onLink(link.number, link.hash);
      }
      if (page.length < PAGE) return;
    }
  }

  private async checkNewest(
    tx: Tx,
    state: Omit<Newest, 'isHeadOurs' | 'isHeadForeign' | 'link'>,
    findings: Findings,
  ): Promise<void> {
    const { head } = state;
    const number = head?.number ?? 0;
    const [link] = await this.store.listSeals(tx, { after: number - 1, upTo: number }, 1);
    const isHeadOurs = head !== null && this.seals.isOurs(head);
    const isHeadForeign = head !== null && this.seals.isForeign(head);
    checkNewest({ ...state, isHeadOurs, isHeadForeign, link }, findings);
  }

  private async checkUnsealed(tx: Tx, findings: Findings): Promise<void> {
    for (const eventId of await this.store.listUnsealed(tx, PAGE)) {
      const text = `Event ${eventId} has no seal and does not wait for one`;
      findings.add({ kind: 'event_unsealed', eventId, text });
    }
  }
}

function reportOf(
  { checked }: ChainWalk,
  { begin }: ChainStart,
  head: SignedHead | null,
  { list, isCut }: Findings,
): AuditReport {
  return {
    checked,
    start: begin && {
      kind: begin.kind,
      number: begin.number,
      day: begin.day,
      at: begin.madeAt,
      by: begin.madeBy,
    },
    head: head && { number: head.number, hash: head.hash.toString('hex') },
    findings: list,
    isCut,
  };
}

/** From the anchor before the first day, or where the chain begins, to the anchor of the last day. */
function extentOf(
  { from, to }: VerifyRange,
  anchors: readonly Anchor[],
  last: number,
  begin: Anchor | null,
): Extent {
  const start =
    from === undefined
      ? begin
      : later(
          anchors.findLast(({ day }) => day < from),
          begin,
        );
  // A day without events has no anchor: the next link after it is out of the range all the same.
  const end = to === undefined ? undefined : anchors.findLast(({ day }) => day <= to);
  const isOver = to !== undefined && anchors.some(({ day }) => day >= to);
  return { start, upTo: isOver ? (end?.number ?? 0) : last };
}

const later = (anchor: Anchor | undefined, begin: Anchor | null): Anchor | null =>
  anchor && anchor.number > (begin?.number ?? 0) ? anchor : begin;

function check(findings: Findings, { known }: VerifyRange, number: number, hash: Buffer): void {
  if (known?.number !== number || known.hash.toLowerCase() === hash.toString('hex')) return;
  const text = `Seal ${number} is not the one that was kept elsewhere`;
  findings.add({ kind: 'seal_changed', number, text });
}

interface Beginning {
  readonly start: ChainStart;
  readonly first: number;
  readonly last: number;
  readonly anchors: readonly Anchor[];
  readonly known: VerifyRange['known'];
}

/** Checks the part before the first link: its links are deleted, the anchors of its days are kept. */
function checkStart(findings: Findings, { start, first, last, anchors, known }: Beginning): void {
  const { begin, retiredUpTo } = start;
  if (last !== 0 && first <= retiredUpTo) {
    const text = `Seal ${first} stands where all was retired, or before the first`;
    findings.add({ kind: 'seal_changed', number: first, text });
  }
  const kept = [...(begin ? [begin] : []), ...anchors].filter(
    ({ number }) => number <= (begin?.number ?? 0),
  );
  for (const { day, number, hash } of kept) {
    if (known) check(findings, { known }, number, hash);
    if (begin?.number !== number || begin.hash.equals(hash)) continue;
    const text = `The anchor of ${day} does not fit the record at seal ${number}`;
    findings.add({ kind: 'anchor_changed', number, day, text });
  }
}

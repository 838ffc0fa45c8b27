import type { Findings } from './audit-findings.js';
import type { AuditSeals, SignedMark } from './audit-seals.js';

/** The beginning of the chain, as the marks record it. */
export interface ChainStart {
  /** The link from which a check may begin. */
  readonly begin: SignedMark | null;
  /** The links up to this number are retired. */
  readonly retiredUpTo: number;
}

/** Uses the marks that this server signed, and reports the others. */
export function findStart(
  marks: readonly SignedMark[],
  seals: AuditSeals,
  findings: Findings,
): ChainStart {
  const written = marks.filter((mark) => !seals.isForeign(mark));
  const ours = written.filter((mark) => seals.isOurMark(mark));
  const believed = new Set(ours);
  for (const mark of written.filter((each) => !believed.has(each))) {
    findings.add({ kind: 'mark_changed', number: mark.number, text: forged(mark) });
  }
  const begunAt = highest(ours.filter(({ kind }) => kind === 'begun'))?.number ?? 0;
  const foreign = marks.filter((mark) => seals.isForeign(mark));
  // Marks under the previous secret were checked when the chain was begun anew.
  const vouchedFor = foreign.filter(({ number }) => number <= begunAt);
  for (const mark of foreign.filter(({ number }) => number > begunAt)) {
    findings.add({ kind: 'key_changed', number: mark.number, text: otherKey(mark) });
  }
  const retired = [...ours, ...vouchedFor].filter(({ kind }) => kind === 'retired');
  return { begin: highest(ours), retiredUpTo: highest(retired)?.number ?? 0 };
}

const highest = (marks: readonly SignedMark[]): SignedMark | null =>
  marks.reduce<SignedMark | null>(
    (best, mark) => (best === null || mark.number > best.number ? mark : best),
    null,
  );

const forged = ({ kind, number }: SignedMark): string =>
  kind === 'retired'
    ? `The record that all up to seal ${number} was retired was not written by this server`
    : `The record that the chain was begun anew after seal ${number} was not written by this server`;

const otherKey = ({ number, keyId }: SignedMark): string =>
  `The record at seal ${number} was made under another SECRET_KEY (key ${keyId})`;

import type { Findings } from './audit-findings.js';
import type { AuditSeals, SignedMark, Seal, SignedHead } from './audit-seals.js';
import type { Anchor } from './audit-chain.store.js';

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

export interface Newest {
  readonly head: SignedHead | null;
  readonly isHeadOurs: boolean;
  /** The head names another secret. */
  readonly isHeadForeign: boolean;
  /** The highest number of all seals. */
  readonly last: number;
  /** The link after which the chain begins. */
  readonly start: number;
  /** The link that the head names. */
  readonly link: Seal | undefined;
  readonly anchors: readonly Anchor[];
  /** The number of a head that was kept elsewhere. */
  readonly known: number;
}

function problemOfHead({ head, isHeadOurs, last, link }: Newest): string | null {
  if (!head) return last > 0 ? 'The head of the chain is gone' : null;
  if (!isHeadOurs) return 'The head was not written by this server';
  if (last > head.number) return 'The head is older than the newest seal';
  return link && !link.hash.equals(head.hash) ? 'The head does not fit the newest seal' : null;
}

const otherKeyOfHead = ({ number, keyId }: SignedHead): string =>
  `The head (seal ${number}) was made under another SECRET_KEY (key ${keyId})`;

/** Checks the end of the chain: the remaining links of a chain that was cut off are intact. */
export function checkNewest(newest: Newest, findings: Findings): void {
  const { head, anchors, known, isHeadOurs } = newest;
  // When all links are retired, only the mark is left.
  const last = Math.max(newest.last, newest.start);
  const missing = (text: string) =>
    findings.add({
      kind: 'newest_missing',
      number: last,
      text: `${text}, the chain ends at ${last}`,
    });
  if (head && newest.isHeadForeign)
    findings.add({ kind: 'key_changed', text: otherKeyOfHead(head) });
  else {
    const problem = problemOfHead({ ...newest, last });
    if (problem !== null) findings.add({ kind: 'head_changed', text: problem });
  }
  const headed = head?.number ?? 0;
  if (isHeadOurs && headed > last) missing(`The head knows ${headed} seals`);
  const anchored = Math.max(0, ...anchors.map(({ number }) => number));
  if (anchored > Math.max(last, headed)) missing(`The anchors know ${anchored} seals`);
  if (known > last) missing(`Seal ${known} was there once`);
}

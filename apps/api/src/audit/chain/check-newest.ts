import type { Seal, SignedHead } from './audit-seals.js';
import type { Anchor } from './audit-chain.store.js';
import type { Findings } from './audit-findings.js';

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

const otherKey = ({ number, keyId }: SignedHead): string =>
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
  if (head && newest.isHeadForeign) findings.add({ kind: 'key_changed', text: otherKey(head) });
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

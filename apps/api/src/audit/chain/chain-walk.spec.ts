import { AuditSeals, GENESIS, type EventContent, type SealedEvent } from './audit-seals.js';
import type { Anchor } from './audit-chain.store.js';
import { Findings } from './audit-findings.js';
import { ChainWalk } from './chain-walk.js';

const seals = new AuditSeals('for-tests-only-0123456789abcdefghijklmnop');
const DAY = '2026-03-01';

/** A chain of links, each with the event that it seals. */
function chainOf(length: number, { keyId = null, day = DAY }: ChainOptions = {}): SealedEvent[] {
  const links: SealedEvent[] = [];
  let before = GENESIS;
  for (let number = 1; number <= length; number += 1) {
    const content: EventContent = [`event-${number}`, 'success'];
    const sealedAt = new Date(`${day}T12:00:00Z`);
    const eventHash = seals.ofEvent(content);
    const link = { number, eventId: `event-${number}`, eventHash, sealedAt };
    const hash = seals.ofLink(link, before);
    links.push({ ...link, hash, content, keyId });
    before = hash;
  }
  return links;
}

interface ChainOptions {
  readonly keyId?: string | null;
  readonly day?: string;
}

function findingsOf(links: readonly SealedEvent[], upTo: number, anchors: readonly Anchor[] = []) {
  const findings = new Findings();
  const walk = new ChainWalk(seals, anchors, findings, null);
  for (const link of links) walk.step(link);
  walk.end(upTo);
  return findings.list.map(({ kind, number, day }) => ({ kind, number, day }));
}

describe('the check of an audit chain', () => {
  it('finds nothing in an unchanged chain', () => {
    expect(findingsOf(chainOf(3), 3)).toEqual([]);
  });

  it('finds an event that was changed after it was sealed', () => {
    const links = chainOf(3).map((link) =>
      link.number === 2 ? { ...link, content: ['event-2', 'refused'] } : link,
    );
    expect(findingsOf(links, 3)).toEqual([{ kind: 'event_changed', number: 2 }]);
  });

  it('finds an event that was deleted', () => {
    const links = chainOf(3).map((link) => (link.number === 2 ? { ...link, content: null } : link));
    expect(findingsOf(links, 3)).toEqual([{ kind: 'event_deleted', number: 2 }]);
  });

  it('finds missing links in the middle, and checks the links after them', () => {
    const links = chainOf(4).filter(({ number }) => number !== 2 && number !== 3);
    expect(findingsOf(links, 4)).toEqual([{ kind: 'seals_missing', number: 2 }]);
  });

  it('finds missing links at the end', () => {
    expect(findingsOf(chainOf(3).slice(0, 2), 3)).toEqual([{ kind: 'seals_missing', number: 3 }]);
  });

  it('finds a link whose hash does not include the previous one', () => {
    const [first, second] = chainOf(2);
    const forged = { ...second!, hash: seals.ofLink(second!, GENESIS) };
    expect(findingsOf([first!, forged], 2)).toEqual([{ kind: 'seal_changed', number: 2 }]);
  });

  it('reports many links of another secret as one finding', () => {
    expect(findingsOf(chainOf(5, { keyId: 'another' }), 5)).toEqual([
      { kind: 'key_changed', number: 1 },
    ]);
  });

  it('finds an anchor whose hash differs from its link', () => {
    const anchor = { day: DAY, number: 2, hash: GENESIS };
    expect(findingsOf(chainOf(2), 2, [anchor])).toEqual([
      { kind: 'anchor_changed', number: 2, day: DAY },
    ]);
  });

  it('finds a past day without an anchor', () => {
    const [first, second] = chainOf(2);
    const sealedAt = new Date('2026-03-02T00:00:00Z');
    const later = { ...second!, sealedAt };
    const relinked = { ...later, hash: seals.ofLink(later, first!.hash) };
    expect(findingsOf([first!, relinked], 2)).toEqual([{ kind: 'anchor_missing', day: DAY }]);
  });
});

import { describeKeys, isPastSigning, keyTerms, publishedTerms, type KeyLife } from './key-life.js';

const START = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(START + seconds * 1000);

const aKey = (id: string, life: { from: number; longest?: number; revoked?: number }): KeyLife => ({
  id,
  longestTokenSeconds: life.longest ?? 3600,
  createdAt: at(life.from),
  activatesAt: at(life.from),
  revokedAt: life.revoked === undefined ? null : at(life.revoked),
});

const statesAt = (keys: readonly KeyLife[], seconds: number) =>
  Object.fromEntries(describeKeys(keys, at(seconds).getTime()).map(({ id, state }) => [id, state]));

describe('the life of a signing key', () => {
  const keys = [aKey('a', { from: 0 }), aKey('b', { from: 100_000 })];

  it('goes from pending to active when its time has come, and the one before it retires', () => {
    expect(statesAt(keys, 99_999)).toEqual({ a: 'active', b: 'pending' });
    expect(statesAt(keys, 100_000)).toEqual({ a: 'retiring', b: 'active' });
  });

  it('ends when the last token signed with it is dead on every clock', () => {
    expect(statesAt(keys, 104_199)).toEqual({ a: 'retiring', b: 'active' });
    expect(statesAt(keys, 104_200)).toEqual({ a: 'retired', b: 'active' });
    expect(publishedTerms(keys, at(104_200).getTime()).map(({ key }) => key.id)).toEqual(['b']);
    const longLived = [aKey('a', { from: 0, longest: 86_400 }), keys[1]!];
    expect(statesAt(longLived, 186_999)).toEqual({ a: 'retiring', b: 'active' });
  });

  it('has no end while no successor is known', () => {
    expect(statesAt([keys[0]!], 1e9)).toEqual({ a: 'active' });
  });

  it('begins at once when there is none before it, on a clock that runs behind, too', () => {
    const replaced = [aKey('a', { from: 0, revoked: 200 }), aKey('b', { from: 200 })];
    expect(statesAt(replaced, 199)).toEqual({ a: 'revoked', b: 'active' });
  });

  it('ends at once when it is revoked, and does not count as anybody’s successor', () => {
    const revoked = [aKey('a', { from: 0 }), aKey('b', { from: 100, revoked: 200 })];
    expect(statesAt(revoked, 300)).toEqual({ a: 'active', b: 'revoked' });
  });

  it('has its private part until no clock of an instance can think it signs', () => {
    const [a] = keyTerms(keys);
    expect(isPastSigning(a!, at(100_599).getTime())).toBe(false);
    expect(isPastSigning(a!, at(100_600).getTime())).toBe(true);
  });
});

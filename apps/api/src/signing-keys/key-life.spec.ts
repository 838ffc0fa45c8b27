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

  it('a signing key becomes active at its activation, and the key before it retires', () => {
    expect(statesAt(keys, 99_999)).toEqual({ a: 'active', b: 'pending' });
    expect(statesAt(keys, 100_000)).toEqual({ a: 'retiring', b: 'active' });
  });

  it('a signing key ends when the last token that it signed has expired on every clock', () => {
    expect(statesAt(keys, 104_199)).toEqual({ a: 'retiring', b: 'active' });
    expect(statesAt(keys, 104_200)).toEqual({ a: 'retired', b: 'active' });
    expect(publishedTerms(keys, at(104_200).getTime()).map(({ key }) => key.id)).toEqual(['b']);
    const longLived = [aKey('a', { from: 0, longest: 86_400 }), keys[1]!];
    expect(statesAt(longLived, 186_999)).toEqual({ a: 'retiring', b: 'active' });
  });

  it('a signing key without a successor has no end', () => {
    expect(statesAt([keys[0]!], 1e9)).toEqual({ a: 'active' });
  });

  it('the first signing key is active at once, also by a clock that runs behind', () => {
    const replaced = [aKey('a', { from: 0, revoked: 200 }), aKey('b', { from: 200 })];
    expect(statesAt(replaced, 199)).toEqual({ a: 'revoked', b: 'active' });
  });

  it('a revoked signing key ends at once and is no successor of another key', () => {
    const revoked = [aKey('a', { from: 0 }), aKey('b', { from: 100, revoked: 200 })];
    expect(statesAt(revoked, 300)).toEqual({ a: 'active', b: 'revoked' });
  });

  it('a signing key keeps its private part until it signs by no clock of an instance', () => {
    const [a] = keyTerms(keys);
    expect(isPastSigning(a!, at(100_599).getTime())).toBe(false);
    expect(isPastSigning(a!, at(100_600).getTime())).toBe(true);
  });
});

import type { Database } from '#libs/database';
import { sha256Text } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import type { ValidatedCaches } from '#api/platform/changes';
import type { AppTokensStore, HashedToken } from './app-tokens.store.js';
import { TokenLookUps } from './token-look-ups.service.js';

function setUp(known: readonly string[] = []) {
  const reads: number[] = [];
  const digests = new Set(known.map(sha256Text));
  const store = {
    findByHashes: (_tx: unknown, hashes: readonly Buffer[]) => {
      reads.push(hashes.length);
      const found = hashes.filter((hash) => digests.has(hash.toString('base64')));
      return Promise.resolve(found.map((hash): HashedToken => ({ hash, id: 'i', serviceId: 's' })));
    },
  } as unknown as AppTokensStore;
  const caches = {
    within: <T>(_lane: string, load: () => Promise<T>) => load(),
  } as unknown as ValidatedCaches;
  const clock = new FakeClock();
  const metrics = new Metrics();
  const database = { checks: {} } as unknown as Database;
  const lookUps = new TokenLookUps(database, store, caches, clock, metrics);
  const find = (token: string, ...path: string[]) =>
    lookUps.find(sha256Text(token), [path[0] ?? 'somewhere', ...path.slice(1)]);
  return { find, reads, clock, metrics };
}

describe('look-ups of unknown application tokens', () => {
  it('look-ups of many application tokens are one statement, which finds the good ones', async () => {
    const { find, reads } = setUp(['good']);
    const bad = Array.from({ length: 1200 }, (_, index) => find(`bad ${index}`));
    expect((await find('good', 'elsewhere'))?.id).toBe('i');
    // Of another source: it was in the first statement.
    expect(reads[0]).toBe(500);
    expect(await Promise.all(bad)).toEqual(Array<null>(1200).fill(null));
    expect(reads).toHaveLength(3);
  });

  it('a digest of no application token is remembered for a second', async () => {
    const { find, reads, clock } = setUp();
    for (let turn = 0; turn < 5; turn += 1) await find('bad');
    expect(reads).toEqual([1]);
    clock.advanceMs(1000);
    await find('bad');
    expect(reads).toEqual([1, 1]);
  });

  it('when too many look-ups wait, the origin with most of them is refused', async () => {
    const { find, metrics } = setUp(['good']);
    const ask = (index: number) =>
      find(`bad ${index}`, 'many').catch((error: { code: string }) => error.code);
    const many = Array.from({ length: 10_050 }, (_, index) => ask(index));
    expect((await find('good', 'few'))?.id).toBe('i');
    const refused = (await Promise.all(many)).filter((answer) => answer !== null);
    expect(refused).toEqual(Array<string>(51).fill('SERVICE_UNAVAILABLE'));
    for (const round of [1, 2]) {
      await Promise.all(Array.from({ length: 9_000 }, (_, index) => ask(round * 20_000 + index)));
    }
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^gatehouse_unknown_tokens_remembered 20000$/m);
    expect(text).toMatch(/^gatehouse_token_look_ups_waiting 0$/m);
  });

  it('look-ups of one service or site delay no other, however many callers and addresses it has', async () => {
    const { find } = setUp(['good']);
    const many = Array.from({ length: 10_000 }, (_, index) =>
      find(`bad ${index}`, 'a service', `caller ${index}`).catch(() => 'refused'),
    );
    expect((await find('good', 'another service', 'its caller'))?.id).toBe('i');
    expect((await Promise.all(many)).filter((answer) => answer === 'refused')).toHaveLength(1);
  });
});

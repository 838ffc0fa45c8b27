import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { judgeUse } from './refresh-uses.service.js';
import type { RefreshableSession } from './refreshes.store.js';

const KEY = randomBytes(32);

/** What a store may hold, also after releases that do not know of proofs have rotated. */
const anySession = fc.record({
  generation: fc.integer({ min: 0, max: 6 }),
  isInGrace: fc.boolean(),
  isOwnDevice: fc.boolean(),
  rotationKey: fc.constantFrom(null, KEY, randomBytes(32)),
  deviceGeneration: fc.option(fc.integer({ min: 0, max: 6 })),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<RefreshableSession>;
const anyToken = fc.record({
  generation: fc.integer({ min: 0, max: 8 }),
  keyDigest: fc.constantFrom(null, KEY),
});

describe('the use of a refresh token', () => {
  it('is due for the current generation and ahead for a later one, whatever comes with it', () => {
    fc.assert(
      fc.property(anySession, anyToken, (session, shown) => {
        const use = judgeUse(session, shown);
        expect(use === 'current').toBe(shown.generation === session.generation);
        expect(use === 'ahead').toBe(shown.generation > session.generation);
      }),
    );
  });

  it('is reuse whenever neither time nor a proof speaks for the client', () => {
    fc.assert(
      fc.property(anySession, anyToken, (session, shown) => {
        fc.pre(shown.generation < session.generation);
        const alone = { ...session, isInGrace: false, isOwnDevice: false };
        expect(judgeUse(alone, { ...shown, keyDigest: null })).toBe('reused');
      }),
    );
  });

  it('is reuse for what is behind the last used one, whatever comes with it', () => {
    fc.assert(
      fc.property(anySession, anyToken, (session, shown) => {
        fc.pre(shown.generation < session.generation - 1);
        expect(judgeUse(session, shown)).toBe('reused');
      }),
    );
  });
});

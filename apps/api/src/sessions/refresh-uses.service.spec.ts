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
  it('the use of a refresh token is current for its generation and ahead for a later one, with any proof', () => {
    fc.assert(
      fc.property(anySession, anyToken, (session, shown) => {
        const use = judgeUse(session, shown);
        expect(use === 'current').toBe(shown.generation === session.generation);
        expect(use === 'ahead').toBe(shown.generation > session.generation);
      }),
    );
  });

  it('the use of a refresh token is reuse outside of the grace window without a proof', () => {
    fc.assert(
      fc.property(anySession, anyToken, (session, shown) => {
        fc.pre(shown.generation < session.generation);
        const alone = { ...session, isInGrace: false, isOwnDevice: false };
        expect(judgeUse(alone, { ...shown, keyDigest: null })).toBe('reused');
      }),
    );
  });

  it('the use of a refresh token older than the last used one is reuse, with any proof', () => {
    fc.assert(
      fc.property(anySession, anyToken, (session, shown) => {
        fc.pre(shown.generation < session.generation - 1);
        expect(judgeUse(session, shown)).toBe('reused');
      }),
    );
  });
});

import { canonicalRecoveryCode, makeRecoveryCode } from './recovery-code-form.js';

describe('recovery codes', () => {
  it('a recovery code has two groups of five characters, none of which is taken for another', () => {
    for (let index = 0; index < 200; index += 1) {
      expect(makeRecoveryCode()).toMatch(/^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
    }
    expect(new Set(Array.from({ length: 200 }, makeRecoveryCode)).size).toBe(200);
  });

  it.each([
    'k7x2m-9q0t1',
    'K7X2M9Q0T1',
    ' k7x2m 9q0t1\n',
    'k7-x2-m9-q0-t1',
    'K7X2M-9QOTL',
    'k7x2m-9qoti',
  ])('a recovery code is understood as people type it: %j', (typed) =>
    expect(canonicalRecoveryCode(typed)).toBe('k7x2m9q0t1'),
  );

  it.each(['', 'k7x2m-9q0t', 'k7x2m-9q0t12', 'k7x2m-9q0tu', "k7x2m'9q0t1", '123456'])(
    'what no recovery code can be is none: %j',
    (typed) => expect(canonicalRecoveryCode(typed)).toBeNull(),
  );
});

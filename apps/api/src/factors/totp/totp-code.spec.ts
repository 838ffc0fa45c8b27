import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { findStep, STEP_SECONDS } from './totp-code.js';

const SECRET = Buffer.from('12345678901234567890');

/** RFC 6238, appendix B, for SHA-1: the time in seconds and the code of eight digits. */
const VECTORS: readonly (readonly [number, string])[] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
];

/** The code of a step by RFC 4226, apart from the library. */
function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const stepAt = (seconds: number) => Math.floor(seconds / STEP_SECONDS);
const find = (typed: string, seconds: number, lastStep: number | null = null, secret = SECRET) =>
  findStep({ secret, typed, nowMs: seconds * 1000, lastStep });

describe('codes of authenticator apps', () => {
  it.each(VECTORS)('the code of RFC 6238 for the second %d is accepted', (seconds, code) => {
    expect(find(code.slice(2), seconds)).toBe(stepAt(seconds));
  });

  it('a code is accepted one step before and one after its own, and no further', () => {
    const step = 41_152_263;
    const typed = codeOf(SECRET, step);
    const accepted = [-2, -1, 0, 1, 2].map((shift) => find(typed, (step + shift) * STEP_SECONDS));
    expect(accepted).toEqual([null, step, step, step, null]);
  });

  it('a code is accepted with spaces and a hyphen', () => {
    expect(find(' 287 082 ', 59)).toBe(1);
    expect(find('287-082', 59)).toBe(1);
  });

  it.each(['', '28708', '2870820', '28708a', '٢٨٧٠٨٢', '-1', '1e5000', '287082\u0000'])(
    'what is no code of six digits is none: %j',
    (typed) => expect(find(typed, 59)).toBeNull(),
  );

  it('no step is found twice, whatever two clocks within the drift show and in which order codes come', () => {
    const arrival = fc.record({
      /** Of the app. */
      appSeconds: fc.integer({ min: 0, max: 600 }),
      /** By which the clock of the server that gets the code differs. */
      skew: fc.integer({ min: -90, max: 90 }),
    });
    const seeds = fc.uint8Array({ minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(seeds, fc.array(arrival, { maxLength: 20 }), (seed, arrivals) => {
        const secret = Buffer.from(seed);
        const start = 1_700_000_000;
        const used: number[] = [];
        for (const { appSeconds, skew } of arrivals) {
          const shown = stepAt(start + appSeconds);
          const serverStep = stepAt(start + appSeconds + skew);
          const last = used.at(-1) ?? null;
          const found = find(codeOf(secret, shown), start + appSeconds + skew, last, secret);
          if (found === null) {
            const isDue = Math.abs(shown - serverStep) <= 1 && (last === null || shown > last);
            expect(isDue).toBe(false);
            continue;
          }
          expect(Math.abs(found - serverStep)).toBeLessThanOrEqual(1);
          expect(found).toBeGreaterThan(last ?? 0);
          expect(codeOf(secret, found)).toBe(codeOf(secret, shown));
          used.push(found);
        }
      }),
    );
  });
});

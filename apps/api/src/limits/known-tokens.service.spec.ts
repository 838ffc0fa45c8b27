import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import { KnownTokens } from './known-tokens.service.js';

const SHOWN = { digest: 'd', ip: '192.0.2.1' };
const TEN_MINUTES = 600;

describe('an application token that was found good', () => {
  it.each([0, -86_400, 86_400])(
    'is known for ten minutes, also when the clock was set by %d s',
    (seconds) => {
      const clock = new FakeClock();
      const tokens = new KnownTokens(clock);
      tokens.add(SHOWN);
      clock.stepSeconds(seconds);
      clock.advanceSeconds(TEN_MINUTES - 1);
      expect(tokens.has(SHOWN)).toBe(true);
      clock.advanceSeconds(1);
      expect(tokens.has(SHOWN)).toBe(false);
    },
  );
});

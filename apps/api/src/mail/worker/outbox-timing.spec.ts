import { OutboxTiming, retryDelayMs } from './outbox-timing.js';

const timing = Object.assign(new OutboxTiming(), { firstRetryMs: 1_000, lastRetryMs: 300_000 });

describe('the pause before a mail is tried again', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [9, 256_000],
    [10, 300_000],
    [5_000, 300_000],
  ])(
    'the pause after %d failed attempts is %d ms: it doubles up to the longest',
    (failures, expected) => {
      expect(retryDelayMs(failures, timing)).toBe(expected);
    },
  );

  it('the pause is the first one when no attempt has failed', () => {
    expect(retryDelayMs(0, timing)).toBe(1_000);
  });
});

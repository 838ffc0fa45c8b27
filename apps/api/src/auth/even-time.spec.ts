import { inEvenTime, msToNextStep } from './even-time.js';

describe('even time', () => {
  it.each([
    [0, 100],
    [7, 93],
    [14, 86],
    [100, 0],
    [101, 99],
  ])('a work that took %d ms waits another %d ms', (elapsedMs, waitMs) => {
    expect(msToNextStep(elapsedMs)).toBe(waitMs);
  });

  it('a work in even time answers its result, and throws its error at once', async () => {
    expect(await inEvenTime(async () => 'done')).toBe('done');
    await expect(inEvenTime(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});

import { inEvenTime, msToNextStep } from './even-time.js';

describe('the time that works of different length are given alike', () => {
  it.each([
    [0, 100],
    [7, 93],
    [14, 86],
    [100, 0],
    [101, 99],
  ])('leaves a work that took %d ms to wait %d ms', (elapsedMs, waitMs) => {
    expect(msToNextStep(elapsedMs)).toBe(waitMs);
  });

  it('answers what the work answers, and throws what it throws at once', async () => {
    expect(await inEvenTime(async () => 'done')).toBe('done');
    await expect(inEvenTime(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});

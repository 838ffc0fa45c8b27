import { inEvenTime, msToNextStep } from './registration.service.js';

describe('the time of a registration', () => {
  it.each([
    [0, 100],
    [7, 93],
    [14, 86],
    [100, 0],
    [101, 99],
  ])('a registration whose writes took %d ms waits another %d ms', (elapsedMs, waitMs) => {
    expect(msToNextStep(elapsedMs)).toBe(waitMs);
  });

  it('a registration answers after the wait, and throws an error at once', async () => {
    expect(await inEvenTime(async () => 'done')).toBe('done');
    await expect(inEvenTime(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});

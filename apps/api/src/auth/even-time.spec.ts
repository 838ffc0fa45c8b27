import { inEvenTime, msToNextStep, refusedInEvenTime } from './even-time.js';

describe('the time of an answer that must not tell', () => {
  it.each([
    [0, 100],
    [7, 93],
    [14, 86],
    [100, 0],
    [101, 99],
  ])('work that took %d ms waits another %d ms', (elapsedMs, waitMs) => {
    expect(msToNextStep(elapsedMs)).toBe(waitMs);
  });

  it('work answers after the wait, and throws an error at once', async () => {
    expect(await inEvenTime(async () => 'done')).toBe('done');
    await expect(inEvenTime(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('work whose refusals must not tell answers, and throws its errors after the wait', async () => {
    expect(await refusedInEvenTime(async () => 'done')).toBe('done');
    const startedMs = performance.now();
    const refused = refusedInEvenTime(() => Promise.reject(new Error('refused')));
    await expect(refused).rejects.toThrow('refused');
    expect(performance.now() - startedMs).toBeGreaterThan(90);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from './clock.js';

const never = new Promise<string>(() => undefined);

describe('what must come in time', () => {
  it('inTime settles as the promise does if it settles in time', async () => {
    await expect(inTime(Promise.resolve('here'), 1_000, () => 'late')).resolves.toBe('here');
    const failing = Promise.reject<string>(new Error('no'));
    await expect(inTime(failing, 1_000, () => 'late')).rejects.toThrow('no');
  });

  it('inTime settles with the result or the error of giveUp after the time', async () => {
    await expect(inTime(never, 1, () => 'late')).resolves.toBe('late');
    const refuse = (): string => {
      throw new Error('too late');
    };
    await expect(inTime(never, 1, refuse)).rejects.toThrow('too late');
  });

  it('inTime prefers a result that arrived during a stall of this process', async () => {
    const arrived = sleep(5, 'here');
    const answer = inTime(arrived, 1, () => 'late');
    const stalledSinceMs = performance.now();
    while (performance.now() - stalledSinceMs < 20);
    await expect(answer).resolves.toBe('here');
  });
});

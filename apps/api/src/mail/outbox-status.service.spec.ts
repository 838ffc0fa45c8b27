import type { Database } from '#libs/database';
import { Metrics, Readiness } from '#libs/operation';
import { OutboxStatus } from './outbox-status.service.js';
import type { OutboxNumbers, OutboxCleanupStore } from './outbox-cleanup.store.js';
import type { OutboxWorker } from './worker/outbox-worker.service.js';

const NUMBERS = { unsent: 2, oldestSeconds: 3, failedLastDay: 1 };

function makeStatus() {
  const answers: ((numbers: OutboxNumbers) => void)[] = [];
  const numbers = jest.fn(() => new Promise<OutboxNumbers>((resolve) => answers.push(resolve)));
  const readiness = new Readiness();
  new OutboxStatus(
    { pool: {} } as unknown as Database,
    { numbers } as unknown as OutboxCleanupStore,
    { isServerAway: false } as unknown as OutboxWorker,
    new Metrics(),
    readiness,
  ).onModuleInit();
  return { numbers, answers, check: () => readiness.list()[0]!.check() };
}

describe('the status of the outbox', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('the status of the outbox sends one query to a database that does not answer, however often it is read', async () => {
    const { numbers, answers, check } = makeStatus();
    const asked = [check()];
    for (let second = 0; second < 5; second += 1) {
      jest.advanceTimersByTime(2_000);
      asked.push(check());
    }
    expect(numbers).toHaveBeenCalledTimes(1);
    answers[0]?.(NUMBERS);
    for (const each of await Promise.all(asked)) {
      expect(each).toMatchObject({ status: 'up', details: { unsent: 2 } });
    }
  });

  it('the status of the outbox queries again after a second', async () => {
    const { numbers, answers, check } = makeStatus();
    const first = check();
    answers[0]?.(NUMBERS);
    await first;
    await check();
    expect(numbers).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(2_000);
    void check();
    expect(numbers).toHaveBeenCalledTimes(2);
  });
});

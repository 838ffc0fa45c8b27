import { AppError, Clock } from '#libs/kernel';
import { Readiness } from '#libs/operation';
import type { BusinessProbe, DatabaseProbe } from './database-probes.js';
import { databaseUnavailable } from './database-errors.js';
import { DatabaseUse } from './database-use.js';
import { DatabaseWatch } from './database-watch.js';

class ManualClock extends Clock {
  ms = 0;

  override now(): Date {
    return new Date(this.ms);
  }
}

function makeWatch() {
  const clock = new ManualClock();
  const use = new DatabaseUse(clock);
  const readiness = new Readiness();
  const probe = {
    findRole: jest.fn(async () => 'primary'),
    lockEach: jest.fn(async () => undefined),
    writeMuch: jest.fn(async () => undefined),
    writeLittle: jest.fn(async () => undefined),
  };
  const business = { isUsable: jest.fn(async () => true) };
  new DatabaseWatch(
    probe as unknown as DatabaseProbe,
    business as unknown as BusinessProbe,
    use,
    clock,
    readiness,
  ).onModuleInit();
  const fail = (error: AppError, count = 9) => {
    for (let index = 0; index < count; index += 1) use.note({ status: 503, error });
  };
  const statusOf = async () => (await readiness.list()[0]!.check()).status;
  return { clock, probe, business, fail, statusOf };
}

const gone = databaseUnavailable(new Error('timeout exceeded when trying to connect'));

describe('readiness, while most requests fail because of the database', () => {
  it('readiness is down while no connection for requests is available, even if checks succeed', async () => {
    const { business, fail, statusOf } = makeWatch();
    business.isUsable.mockResolvedValue(false);
    fail(gone);
    expect([await statusOf(), await statusOf()]).toEqual(['down', 'down']);
    business.isUsable.mockResolvedValue(true);
    expect([await statusOf(), await statusOf()]).toEqual(['up', 'up']);
  });

  it('readiness stays down without connections, even if the failures were long ago', async () => {
    const { clock, business, fail, statusOf } = makeWatch();
    business.isUsable.mockResolvedValue(false);
    fail(gone);
    expect(await statusOf()).toBe('down');
    clock.ms += 60_000;
    expect(await statusOf()).toBe('down');
    business.isUsable.mockResolvedValue(true);
    expect(await statusOf()).toBe('up');
  });

  it('readiness is down while a table is locked', async () => {
    const { probe, fail, statusOf } = makeWatch();
    probe.lockEach.mockRejectedValue(new AppError('SERVICE_UNAVAILABLE'));
    fail(gone);
    expect(await statusOf()).toBe('down');
    probe.lockEach.mockResolvedValue(undefined);
    expect(await statusOf()).toBe('up');
  });
});

describe('readiness', () => {
  it.each(['HASH_QUEUE_FULL', 'RATE_LIMITED'] as const)(
    'readiness probes no connection after refusals with %s',
    async (code) => {
      const { business, fail, statusOf } = makeWatch();
      business.isUsable.mockResolvedValue(false);
      fail(new AppError(code), 100);
      expect(await statusOf()).toBe('up');
      expect(business.isUsable).not.toHaveBeenCalled();
    },
  );

  it('readiness probes no connection after few failures', async () => {
    const { business, fail, statusOf } = makeWatch();
    business.isUsable.mockResolvedValue(false);
    fail(gone, 4);
    expect(await statusOf()).toBe('up');
  });
});

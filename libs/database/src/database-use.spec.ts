import { AppError, Clock } from '#libs/kernel';
import { databaseUnavailable, DatabaseUse, translateDatabaseError } from './index.js';

class ManualClock extends Clock {
  ms = 0;

  override now(): Date {
    return new Date(this.ms);
  }
}

const gone = databaseUnavailable(new Error('gone'));
const locked = translateDatabaseError(Object.assign(new Error('locked'), { code: '55P03' }));

describe('whether most requests fail because of the database', () => {
  const make = () => {
    const clock = new ManualClock();
    const use = new DatabaseUse(clock);
    const note = (count: number, status: number, error?: unknown) => {
      for (let index = 0; index < count; index += 1) use.note({ status, error });
    };
    return { clock, use, note };
  };

  it.each([
    ['cannot be reached', gone],
    ['is held up by a lock', locked],
  ])('the database use is failing if most requests fail because the database %s', (_why, error) => {
    const { use, note } = make();
    note(5, 200);
    note(6, 503, error);
    expect(use.isFailing).toBe(true);
  });

  it('the database use is not failing for few failures or a minority', () => {
    const few = make();
    few.note(4, 503, gone);
    expect(few.use.isFailing).toBe(false);
    const part = make();
    part.note(20, 200);
    part.note(19, 503, gone);
    expect(part.use.isFailing).toBe(false);
  });

  it('a full hash queue, limits and internal errors are no failures of the database', () => {
    const { use, note } = make();
    note(50, 503, new AppError('HASH_QUEUE_FULL'));
    note(50, 429, new AppError('RATE_LIMITED'));
    note(50, 500, new TypeError('x is undefined'));
    expect(use.isFailing).toBe(false);
  });

  it('refusals without a query do not count as served', () => {
    const { use, note } = make();
    note(1_000, 401);
    note(1_000, 404);
    note(6, 503, gone);
    expect(use.isFailing).toBe(true);
  });

  it('a single failure sets hasFailures', () => {
    const { use, note } = make();
    note(1_000, 200);
    expect(use.hasFailures).toBe(false);
    note(1, 503, gone);
    expect([use.hasFailures, use.isFailing]).toEqual([true, false]);
  });

  it('failures expire, and are dropped when the database is proved to work', () => {
    const { use, note, clock } = make();
    note(9, 503, gone);
    clock.ms += 4_000;
    expect(use.isFailing).toBe(true);
    clock.ms += 2_000;
    expect(use.isFailing).toBe(false);
    note(9, 503, gone);
    use.forget();
    expect(use.isFailing).toBe(false);
  });
});

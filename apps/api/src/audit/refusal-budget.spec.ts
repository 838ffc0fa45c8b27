import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import { RefusalBudget } from './refusal-budget.js';

describe('the budget of recorded refusals', () => {
  const clock = new FakeClock();
  let budget: RefusalBudget;
  const takeAll = (actor: string, times: number) =>
    Array.from({ length: times }, () => budget.take(actor)).filter((one) => one !== null).length;

  beforeEach(() => {
    budget = new RefusalBudget(clock);
  });

  it('lasts for twenty of one actor, and leaves the others theirs', () => {
    expect(takeAll('a', 500)).toBe(20);
    expect(takeAll('b', 5)).toBe(5);
  });

  it('ends for all actors together', () => {
    const granted = Array.from({ length: 100 }, (_, actor) => takeAll(String(actor), 10));
    expect(granted.reduce((sum, each) => sum + each, 0)).toBe(600);
  });

  it('begins anew each minute, and says how many were left out', () => {
    takeAll('a', 25);
    clock.advanceSeconds(59);
    expect(budget.take('a')).toBeNull();
    clock.advanceSeconds(1);
    expect(budget.take('a')).toEqual({ leftOut: 6 });
    expect(budget.take('a')).toEqual({ leftOut: 0 });
  });
});

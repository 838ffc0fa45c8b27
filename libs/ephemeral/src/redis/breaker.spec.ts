import { Breaker } from './breaker.js';

describe('the breaker', () => {
  const BREAK_MS = 1000;
  let now: number;
  let breaker: Breaker;

  beforeEach(() => {
    now = 5000;
    breaker = new Breaker(BREAK_MS, () => now);
  });

  it('the breaker is closed until a command times out', () => {
    expect(breaker.isOpen).toBe(false);
    breaker.timedOut(4750);
    expect(breaker.isOpen).toBe(true);
  });

  it('the breaker stays open until its time is over and a reply has arrived', () => {
    breaker.timedOut(4750);
    now += BREAK_MS * 10;
    expect(breaker.isOpen).toBe(true);
    breaker.answered();
    expect(breaker.isOpen).toBe(false);
    breaker.timedOut(now - 250);
    breaker.answered();
    expect(breaker.isOpen).toBe(true);
    now += BREAK_MS;
    expect(breaker.isOpen).toBe(false);
  });

  it('the breaker reports when the first unanswered command was sent, not the latest', () => {
    breaker.timedOut(4750);
    now += 500;
    breaker.timedOut(5250);
    expect(breaker.outage.silentSinceMs).toBe(4750);
    breaker.answered();
    expect(breaker.outage.silentSinceMs).toBeNull();
  });

  it('the breaker forgets a refused connection after a reply', () => {
    breaker.refused(4900);
    expect(breaker.outage.refusedAtMs).toBe(4900);
    breaker.answered();
    expect(breaker.outage.refusedAtMs).toBeNull();
  });
});

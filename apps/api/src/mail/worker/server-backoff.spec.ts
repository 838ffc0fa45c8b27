import { OutboxTiming, retryDelayMs } from './outbox-timing.js';
import { ServerBackoff } from './server-backoff.js';

const timing = new OutboxTiming();
const LIMIT = 5;

describe('the pause after a failed attempt', () => {
  it('the pause after a failed attempt is 1 s, doubles, and is never longer than 5 min', () => {
    const seconds = [1, 2, 3, 8, 9, 10, 1000].map((n) => retryDelayMs(n, timing) / 1000);
    expect(seconds).toEqual([1, 2, 4, 128, 256, 300, 300]);
  });
});

describe('a mail server that is away', () => {
  it('a mail server that is down is tried with one mail at a time, after pauses that double', () => {
    const backoff = new ServerBackoff(timing);
    let nowMs = 1000;
    expect(backoff.allowance(nowMs, 0, LIMIT)).toBe(LIMIT);
    for (const pauseMs of [1000, 2000, 4000]) {
      backoff.failed(nowMs);
      expect(backoff.pauseMs(nowMs)).toBe(pauseMs);
      expect(backoff.allowance(nowMs + pauseMs - 1, 0, LIMIT)).toBe(0);
      nowMs += pauseMs;
      expect(backoff.allowance(nowMs, 0, LIMIT)).toBe(1);
      expect(backoff.allowance(nowMs, 1, LIMIT)).toBe(0);
    }
  });

  it('concurrent failures of a mail server count once', () => {
    const backoff = new ServerBackoff(timing);
    for (let n = 0; n < LIMIT; n += 1) backoff.failed(0);
    expect(backoff.pauseMs(0)).toBe(1000);
  });

  it('a mail server that is back gets mails one at a time at first', () => {
    const backoff = new ServerBackoff(timing);
    backoff.failed(0);
    expect(backoff.succeeded(0)).toBe(true);
    expect(backoff.succeeded(0)).toBe(false);
    const widths: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      widths.push(backoff.allowance(0, 0, LIMIT));
      backoff.succeeded(0);
    }
    expect(widths[0]).toBe(1);
    expect([...widths].sort((a, b) => a - b)).toEqual(widths);
    expect(widths.at(-1)).toBe(LIMIT);
  });
});

describe('an answer that may be about one mail or about all', () => {
  it('the server counts as down when another mail gets an unclear answer, not when the same mail gets one again', () => {
    const backoff = new ServerBackoff(timing);
    expect(backoff.doubt('a', 0)).toBe(false);
    expect(backoff.doubt('a', 0)).toBe(false);
    expect(backoff.isDown).toBe(false);
    expect(backoff.doubt('b', 0)).toBe(true);
    expect(backoff.isDoubted).toBe(true);
  });

  it('an unclear answer is forgotten when a mail is accepted in between', () => {
    const backoff = new ServerBackoff(timing);
    backoff.doubt('a', 0);
    backoff.succeeded(0);
    expect(backoff.doubt('b', 0)).toBe(false);
  });

  it('unclear answers cause a pause of a second while a mail was accepted within two minutes', () => {
    const backoff = new ServerBackoff(timing);
    backoff.succeeded(0);
    backoff.doubt('a', 0);
    for (let nowMs = 0; nowMs < 120_000; nowMs += 1_000) {
      backoff.doubt('b', nowMs);
      expect(backoff.pauseMs(nowMs)).toBe(1_000);
    }
    backoff.doubt('b', 120_000);
    expect(backoff.pauseMs(120_000)).toBe(30_000);
  });

  it('unclear answers cause a pause of at most half a minute', () => {
    const backoff = new ServerBackoff(timing);
    backoff.doubt('a', 0);
    for (let nowMs = 0; nowMs < 10_000_000; nowMs += 1_000_000) backoff.doubt('b', nowMs);
    expect(backoff.pauseMs(9_000_000)).toBe(30_000);
  });
});

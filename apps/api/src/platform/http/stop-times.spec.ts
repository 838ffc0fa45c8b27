import { stopTimesOf } from './stop-times.js';

describe('the delay before a stopping server takes no more connections', () => {
  const http = { shutdownDelaySeconds: undefined, shutdownDeadlineSeconds: 25 };

  it('in production the shutdown delay is long enough for load balancers to notice', () => {
    expect(stopTimesOf({ nodeEnv: 'production' }, http).delaySeconds).toBe(5);
  });

  it('while requests still arrive, the shutdown delay is longer than the 10 s for which nginx avoids an instance', () => {
    const { delaySeconds, patienceSeconds } = stopTimesOf({ nodeEnv: 'production' }, http);
    expect(delaySeconds + patienceSeconds).toBeGreaterThan(10);
  });

  it('outside of production there is no shutdown delay', () => {
    expect(stopTimesOf({ nodeEnv: 'development' }, http).delaySeconds).toBe(0);
  });

  it('a shutdown delay that the operator sets is used, also zero', () => {
    const told = { ...http, shutdownDelaySeconds: 0 };
    expect(stopTimesOf({ nodeEnv: 'production' }, told)).toMatchObject({
      delaySeconds: 0,
      patienceSeconds: 0,
    });
  });
});

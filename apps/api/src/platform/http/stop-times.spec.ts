import { stopTimesOf } from './stop-times.js';

describe('the delay before a stopping server takes no more connections', () => {
  const http = { shutdownDelaySeconds: undefined, shutdownDeadlineSeconds: 25 };

  it('is long enough in production for load balancers to notice', () => {
    expect(stopTimesOf({ nodeEnv: 'production' }, http).delaySeconds).toBe(5);
  });

  it('is, while requests go on coming, longer than the 10 s for which nginx leaves an instance alone', () => {
    const { delaySeconds, patienceSeconds } = stopTimesOf({ nodeEnv: 'production' }, http);
    expect(delaySeconds + patienceSeconds).toBeGreaterThan(10);
  });

  it('is none elsewhere: nobody waits for Ctrl-C', () => {
    expect(stopTimesOf({ nodeEnv: 'development' }, http).delaySeconds).toBe(0);
  });

  it('is what the operator says, none included', () => {
    const told = { ...http, shutdownDelaySeconds: 0 };
    expect(stopTimesOf({ nodeEnv: 'production' }, told)).toMatchObject({
      delaySeconds: 0,
      patienceSeconds: 0,
    });
  });
});

import type { ConfigOf, coreConfig } from '#libs/config';
import type { httpConfig } from './http.config.js';

/** Enough for a load balancer that polls each second and acts on the second result, with a reserve. */
const PRODUCTION_DELAY_SECONDS = 5;
/**
 * Requests that still arrive after that come through a load balancer without health checks. nginx avoids an instance
 * for 10 s after a refused connection: the instance that was replaced before this one must be in use again.
 */
const PRODUCTION_PATIENCE_SECONDS = 6;

/** Durations of the parts of a shutdown. */
export interface StopTimes {
  readonly delaySeconds: number;
  /** How much longer new connections are accepted while requests still arrive. */
  readonly patienceSeconds: number;
  readonly deadlineSeconds: number;
}

/**
 * In production a load balancer sends requests until it notices the shutdown. Values that the operator sets are used
 * unchanged.
 */
export function stopTimesOf(
  { nodeEnv }: Pick<ConfigOf<typeof coreConfig>, 'nodeEnv'>,
  http: Pick<ConfigOf<typeof httpConfig>, 'shutdownDelaySeconds' | 'shutdownDeadlineSeconds'>,
): StopTimes {
  const { shutdownDelaySeconds: configured, shutdownDeadlineSeconds: deadlineSeconds } = http;
  const isUsual = configured === undefined && nodeEnv === 'production';
  return {
    delaySeconds: configured ?? (isUsual ? PRODUCTION_DELAY_SECONDS : 0),
    patienceSeconds: isUsual ? PRODUCTION_PATIENCE_SECONDS : 0,
    deadlineSeconds,
  };
}

import type { ConfigOf, coreConfig } from '#libs/config';
import type { httpConfig } from './http.config.js';

/** As long as a load balancer that asks each second and believes the second answer needs, with some in reserve. */
const PRODUCTION_DELAY_SECONDS = 5;
/**
 * Who still comes after that has a load balancer that asks nobody. nginx leaves an instance that has refused a
 * connection alone for 10 s: the one that was replaced before this one must be back in its list.
 */
const PRODUCTION_PATIENCE_SECONDS = 6;

/** How long the parts of a stop may take. */
export interface StopTimes {
  readonly delaySeconds: number;
  /** How much longer new connections are taken while requests come. */
  readonly patienceSeconds: number;
  readonly deadlineSeconds: number;
}

/** In production somebody sends requests here until told otherwise. What the operator says is taken as it is. */
export function stopTimesOf(
  { nodeEnv }: Pick<ConfigOf<typeof coreConfig>, 'nodeEnv'>,
  http: Pick<ConfigOf<typeof httpConfig>, 'shutdownDelaySeconds' | 'shutdownDeadlineSeconds'>,
): StopTimes {
  const { shutdownDelaySeconds: told, shutdownDeadlineSeconds: deadlineSeconds } = http;
  const isUsual = told === undefined && nodeEnv === 'production';
  return {
    delaySeconds: told ?? (isUsual ? PRODUCTION_DELAY_SECONDS : 0),
    patienceSeconds: isUsual ? PRODUCTION_PATIENCE_SECONDS : 0,
    deadlineSeconds,
  };
}

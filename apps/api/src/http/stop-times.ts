import type { ConfigOf, coreConfig } from '#libs/config';
import type { httpConfig } from './http.config.js';

/** As long as a load balancer that asks each second and believes the second answer needs, with some in reserve. */
const PRODUCTION_DELAY_SECONDS = 5;

/** How long the parts of a stop may take. In production somebody sends requests here until told otherwise. */
export function stopTimesOf(
  { nodeEnv }: Pick<ConfigOf<typeof coreConfig>, 'nodeEnv'>,
  http: Pick<ConfigOf<typeof httpConfig>, 'shutdownDelaySeconds' | 'shutdownDeadlineSeconds'>,
): { readonly delaySeconds: number; readonly deadlineSeconds: number } {
  const usual = nodeEnv === 'production' ? PRODUCTION_DELAY_SECONDS : 0;
  return {
    delaySeconds: http.shutdownDelaySeconds ?? usual,
    deadlineSeconds: http.shutdownDeadlineSeconds,
  };
}

import type { ConfigOf, coreConfig } from '#libs/config';
import type { httpConfig } from '../http.config.js';

/** Open, but in production only on demand: they tell a stranger where to begin. */
export function areDocsOpen(
  { nodeEnv }: Pick<ConfigOf<typeof coreConfig>, 'nodeEnv'>,
  { docsEnabled }: Pick<ConfigOf<typeof httpConfig>, 'docsEnabled'>,
): boolean {
  return docsEnabled ?? nodeEnv !== 'production';
}

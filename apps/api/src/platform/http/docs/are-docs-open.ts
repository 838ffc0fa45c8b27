import type { ConfigOf, coreConfig } from '#libs/config';
import type { httpConfig } from '../http.config.js';

/**
 * Whether /docs is served: always outside of production, and in production only if the operator enables it, because
 * the documentation helps an attacker.
 */
export function areDocsOpen(
  { nodeEnv }: Pick<ConfigOf<typeof coreConfig>, 'nodeEnv'>,
  { docsEnabled }: Pick<ConfigOf<typeof httpConfig>, 'docsEnabled'>,
): boolean {
  return docsEnabled ?? nodeEnv !== 'production';
}

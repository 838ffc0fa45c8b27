import { parseBearer } from '#libs/access';
import {
  defineSlice,
  flag,
  int,
  listOf,
  text,
  type CheckContext,
  type ConfigProblem,
  type ConfigOf,
  type coreConfig,
} from '#libs/config';
import { readTrustProxy } from './edge/client-address.js';
import { readOrigin } from './edge/origins.js';

/** Settings of the HTTP server. */
export const httpConfig = defineSlice(
  'HTTP',
  {
    trustProxy: text('TRUST_PROXY', undefined, {
      description:
        'Whose X-Forwarded-For is believed: a number of proxies before the server, or their addresses and networks (also `loopback`, `private`, `linklocal`), separated by commas.',
      fallbackText: '(nobody)',
    }),
    corsOrigins: listOf('CORS_ORIGINS', readOrigin, {
      description:
        'Origins of browser applications that may call the API, such as `https://app.example.com`; `https://*.example.com` is exactly one label before the domain; `*` outside of production.',
    }),
    docsEnabled: flag('DOCS_ENABLED', undefined, {
      description: 'Whether /docs is served.',
      fallbackText: '`true`, but `false` in production',
    }),
    metricsToken: text('METRICS_TOKEN', undefined, {
      description:
        'Shown as Bearer at /metrics, and for the details of /health/ready; without one, in production, they are for callers on this machine alone. At least 16 characters.',
      secret: true,
    }),
    connectionsMax: int(
      'HTTP_CONNECTIONS_MAX',
      10_000,
      { min: 10, max: 1_000_000 },
      {
        description:
          'How many connections one instance holds; further ones are closed at once, so that those that are open are served.',
      },
    ),
    shutdownDelaySeconds: int(
      'SHUTDOWN_DELAY_SECONDS',
      undefined,
      { min: 0, max: 600 },
      {
        description:
          'How long a stopping server, already not ready, still takes new connections, so that load balancers notice.',
        unit: 'seconds',
        fallbackText: '`0`; in production `5`, and up to `11` while requests still come',
      },
    ),
    shutdownDeadlineSeconds: int(
      'SHUTDOWN_DEADLINE_SECONDS',
      25,
      { min: 1, max: 600 },
      { description: 'How long a stopping server waits for what is in flight.', unit: 'seconds' },
    ),
  },
  ({ trustProxy, corsOrigins, metricsToken }, context) => [
    ...trustProblems(trustProxy),
    ...corsProblems(corsOrigins, context),
    ...tokenProblems(metricsToken),
  ],
);

function trustProblems(trustProxy: string | undefined): ConfigProblem[] {
  const read = readTrustProxy(trustProxy);
  return typeof read === 'string' ? [{ name: 'TRUST_PROXY', message: read }] : [];
}

function corsProblems(origins: readonly string[], { production }: CheckContext): ConfigProblem[] {
  const name = 'CORS_ORIGINS';
  if (!origins.includes('*')) return [];
  if (production) return [{ name, message: 'must name each origin in production, not *' }];
  return origins.length > 1 ? [{ name, message: 'cannot have * beside other origins' }] : [];
}

const MIN_TOKEN_LENGTH = 16;

/** The token must be a valid Bearer token (RFC 6750 section 2.1). */
function tokenProblems(token: string | undefined): ConfigProblem[] {
  const name = 'METRICS_TOKEN';
  if (token === undefined) return [];
  if (parseBearer(`Bearer ${token}`) === undefined) {
    return [
      {
        name,
        message: 'must be of letters, digits and - . _ ~ + / alone: no Bearer header could show it',
      },
    ];
  }
  const message = `must have at least ${MIN_TOKEN_LENGTH} characters`;
  return token.length < MIN_TOKEN_LENGTH ? [{ name, message }] : [];
}

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

import { isIP } from 'node:net';
import { basePathOfUrl, baseUrlShapeProblems, isLoopback } from './base-url.js';
import { type CheckContext, type ConfigOf, type ConfigProblem, defineSlice } from './slice.js';
import { choice, int, text, url } from './variable.js';

/** With one of these set there is no embedded database; those of libpq name a server on their own. */
export const NAMES_OF_A_DATABASE: readonly string[] = [
  'DATABASE_URL',
  'DATABASE_URI',
  'SQLALCHEMY_DATABASE_URI',
  'PGHOST',
  'PGHOSTADDR',
  'PGSERVICE',
];

/** Settings of the whole server: its name, address and secret. */
export const coreConfig = defineSlice(
  'Core',
  {
    nodeEnv: choice('NODE_ENV', ['development', 'test', 'production'], 'development', {
      description: '`production` refuses weak secrets and unsafe settings at start.',
    }),
    secretKey: text('SECRET_KEY', undefined, {
      description:
        'At least 32 random characters; everything encrypted at rest hangs on it. Absent with the embedded database: made and kept in DATA_DIR.',
      secret: true,
      example: 'your_secret_key_here',
      isToBeReplaced: true,
    }),
    appName: text('APP_NAME', 'Gatehouse', { description: 'The name in mails and pages.' }),
    appBaseUrl: url(
      'APP_BASE_URL',
      undefined,
      { protocols: ['https', 'http'] },
      {
        description:
          'The address that people and services reach this server at, with a path where a proxy serves it under one (`https://host/auth`); the issuer of its tokens.',
        fallbackText: '`http://localhost:PORT`',
      },
    ),
    host: text('HOST', '0.0.0.0', {
      description:
        'The address to listen on; 127.0.0.1 by default while the mailbox at /dev/mail is on.',
      fallbackText: '`0.0.0.0`, or `127.0.0.1` without MAIL_SERVER',
    }),
    port: int('PORT', 5000, { min: 0, max: 65535 }, { description: 'The port to listen on.' }),
  },
  ({ secretKey, appBaseUrl, host }, context) => [
    ...secretProblems(secretKey, context),
    ...baseUrlShapeProblems(appBaseUrl),
    ...baseUrlProblems(appBaseUrl, context),
    ...hostProblems(host),
  ],
);

const MIN_SECRET_LENGTH = 32;

/** Matches placeholders of examples, case-insensitively; a real secret contains none. */
const PLACEHOLDER =
  /your[-_ ]|change[-_ ]?(?:me|this)|secret[-_ ]?key|example|placeholder|^(?<one>.)\k<one>*$/i;

function secretProblems(secret: string | undefined, context: CheckContext): ConfigProblem[] {
  const name = 'SECRET_KEY';
  if (secret === undefined) {
    const isOwn = NAMES_OF_A_DATABASE.every((one) => !context.isSet(one));
    const message =
      'is missing: with DATABASE_URL it must be given, the same to every instance ' +
      '(at least 32 random characters, e.g. from `openssl rand -base64 32`)';
    return isOwn ? [] : [{ name, message }];
  }
  if (!context.production) return [];
  if (secret.length < MIN_SECRET_LENGTH) {
    return [{ name, message: 'must have at least 32 characters in production' }];
  }
  return PLACEHOLDER.test(secret)
    ? [{ name, message: 'is a placeholder; in production choose a random one' }]
    : [];
}

function baseUrlProblems(baseUrl: string | undefined, context: CheckContext): ConfigProblem[] {
  const name = 'APP_BASE_URL';
  if (baseUrl === undefined) return [];
  const { hostname } = new URL(baseUrl);
  if (hostname.includes('*')) return [{ name, message: 'must name one host, without a *' }];
  if (!context.production || !/^http:/i.test(baseUrl) || isLoopback(hostname)) return [];
  return [{ name, message: 'must begin with https:// in production' }];
}

function hostProblems(host: string): ConfigProblem[] {
  const isHost = isIP(host) !== 0 || /^[a-z0-9_.-]+$/i.test(host);
  const message = 'must be an address of this machine such as 0.0.0.0, without https:// and port';
  return isHost ? [] : [{ name: 'HOST', message }];
}

/** `APP_BASE_URL` without a trailing slash, or its default. */
export function baseUrlOf(core: Pick<ConfigOf<typeof coreConfig>, 'appBaseUrl' | 'port'>): string {
  return (core.appBaseUrl ?? `http://localhost:${core.port}`).replace(/\/+$/, '');
}

/** The path under which clients see this server: `/auth`, or empty. */
export const basePathOf = (core: Parameters<typeof baseUrlOf>[0]): string =>
  basePathOfUrl(baseUrlOf(core));

/**
 * `SECRET_KEY`, which the server creates at start if the environment has none.
 * @throws Error before that
 */
export function serverSecretOf({ secretKey }: { readonly secretKey?: string | undefined }): string {
  if (secretKey === undefined) throw new Error('SECRET_KEY is not known');
  return secretKey;
}

import { AuthorityError } from './authority.js';
import type { Trouble } from './health.js';

/** The guard's own state, to distinguish causes. */
export interface TroubleContext {
  /** Address of the server, without credentials. */
  readonly address: string;
  readonly service: string;
  /** Why the application token is no longer valid, as far as the feed has reported. */
  readonly credentialFault: 'expired' | 'revoked' | 'inactive' | null;
}

const NEW_TOKEN =
  'mint a new application token for this service (POST /api/tokens/) and set it as the option appToken (GATEHOUSE_APP_TOKEN)';

const TOKEN_FAULTS = {
  expired: ['APP_TOKEN_EXPIRED', `The application token has expired: ${NEW_TOKEN}`],
  revoked: ['APP_TOKEN_REVOKED', `The application token was revoked: ${NEW_TOKEN}`],
  unknown: [
    'APP_TOKEN_REFUSED',
    `The server refuses the application token (unknown there, revoked or expired, bound to other networks, or its service was deactivated or deleted): see whether the address is the right one, or ${NEW_TOKEN}`,
  ],
} as const;

/** Cause and remedy of a failed connection or call; texts of the server or the network are never quoted. */
export function troubleOf(reason: unknown, context: TroubleContext): Trouble {
  const error = reason instanceof AuthorityError ? reason : null;
  const kind = error ? (error.kind ?? kindOfStatus(error.status)) : 'ended';
  return { severity: 'degraded', ...TROUBLES[kind](context, error) };
}

/** The same for a call other than the feed. */
export function callTroubleOf(reason: unknown, context: TroubleContext): Trouble {
  const error =
    reason instanceof AuthorityError
      ? reason
      : new AuthorityError('', null, null, reason, 'unreachable');
  const kind = error.kind ?? kindOfStatus(error.status);
  return { severity: 'degraded', ...TROUBLES[kind === 'busy' ? 'down' : kind](context, error) };
}

type Kind =
  | 'ended'
  | 'unreachable'
  | 'foreign'
  | 'missing'
  | 'malformed'
  | 'busy'
  | 'down'
  | 'refused';

function kindOfStatus(status: number | null): Kind {
  if (status === null) return 'foreign';
  if (status === 401 || status === 403) return 'refused';
  if (status === 429) return 'busy';
  return status >= 500 ? 'down' : 'foreign';
}

type Words = Pick<Trouble, 'code' | 'message'>;

const TROUBLES: Readonly<
  Record<Kind, (context: TroubleContext, error: AuthorityError | null) => Words>
> = {
  ended: ({ address }) => ({
    code: 'FEED_LOST',
    message: `The feed of ${address} was cut off; the guard is connecting again`,
  }),
  unreachable: ({ address }, error) => ({
    code: 'SERVER_UNREACHABLE',
    message: `${address} cannot be reached (${causeOf(error)}): see whether Gatehouse runs there, and whether the option issuer, or url where the server has another address inside of the network, is right`,
  }),
  down: ({ address }, error) => ({
    code: 'SERVER_UNAVAILABLE',
    message: `${address} answers ${error?.status ?? 'an error'}: see whether Gatehouse, and not only a proxy before it, runs there`,
  }),
  foreign: ({ address }, error) => ({
    code: 'NOT_GATEHOUSE',
    message: `${address} does not answer as Gatehouse does (${error?.status ? `status ${error.status}` : (error?.message ?? 'not the protocol')}): set the option issuer, or url, to the address of Gatehouse without a path that is not of it`,
  }),
  busy: ({ address }) => ({
    code: 'TOO_MANY_STREAMS',
    message: `${address} opens no further feed for this application token (status 429): give each kind of service a token of its own, and see whether processes of before still run`,
  }),
  missing: () => ({
    code: 'APP_TOKEN_MISSING',
    message: `The option appToken gives no application token: set the variable that it reads (GATEHOUSE_APP_TOKEN)`,
  }),
  malformed: () => ({
    code: 'APP_TOKEN_MALFORMED',
    message: `The option appToken gives something that is no application token (gh_...): ${NEW_TOKEN}`,
  }),
  refused: ({ credentialFault, service }) => {
    if (credentialFault === 'inactive') {
      return {
        code: 'SERVICE_INACTIVE',
        message: `The service ${service} was deactivated or deleted at the server: activate it there, or stop this one`,
      };
    }
    const [code, message] = TOKEN_FAULTS[credentialFault ?? 'unknown'];
    return { code, message };
  },
};

const NETWORK_CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

/** The network error code, never its text, which may quote what was sent. */
function causeOf(error: AuthorityError | null): string {
  for (let cause: unknown = error?.cause, depth = 0; depth < 5; depth += 1) {
    const { code, cause: deeper, message } = (cause ?? {}) as NodeJS.ErrnoException;
    if (typeof code === 'string' && NETWORK_CODE.test(code)) return code;
    if (message === 'unexpected redirect') return 'it redirects, which is not followed';
    if (typeof message === 'string' && /^No answer within \d+ ms$/.test(message)) return message;
    cause = deeper;
  }
  return 'no answer';
}

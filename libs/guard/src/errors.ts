/** The stable codes of a guard's refusals. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'INVALID_TOKEN'
  | 'SESSION_ENDED'
  | 'RECENT_LOGIN_REQUIRED'
  | 'INSUFFICIENT_AUTHENTICATION'
  | 'WRONG_AUDIENCE'
  | 'PERMISSION_DENIED'
  | 'INSUFFICIENT_SCOPE'
  | 'CALLER_NOT_GRANTED'
  | 'RATE_LIMITED'
  | 'AUTH_UNAVAILABLE';

interface RefusalKind {
  readonly status: 401 | 403 | 429 | 503;
  readonly title: string;
  /** The `error` of RFC 6750 and RFC 9470 in `WWW-Authenticate`. */
  readonly challenge?: string;
}

const KINDS: Record<RefusalCode, RefusalKind> = {
  UNAUTHENTICATED: { status: 401, title: 'Sign-in required' },
  INVALID_TOKEN: { status: 401, title: 'The token is not valid', challenge: 'invalid_token' },
  SESSION_ENDED: { status: 401, title: 'The session has ended', challenge: 'invalid_token' },
  RECENT_LOGIN_REQUIRED: {
    status: 401,
    title: 'A recent sign-in is required',
    challenge: 'insufficient_user_authentication',
  },
  INSUFFICIENT_AUTHENTICATION: {
    status: 401,
    title: 'A second factor is required',
    challenge: 'insufficient_user_authentication',
  },
  WRONG_AUDIENCE: { status: 403, title: 'The access token is for another service' },
  PERMISSION_DENIED: { status: 403, title: 'Permission denied' },
  INSUFFICIENT_SCOPE: {
    status: 403,
    title: 'The application token lacks a scope',
    challenge: 'insufficient_scope',
  },
  CALLER_NOT_GRANTED: { status: 403, title: 'This service has not granted it to the caller' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  AUTH_UNAVAILABLE: { status: 503, title: 'Authentication is temporarily unavailable' },
};

/** Further details of a refusal. */
export interface RefusalDetails {
  /** The permissions, roles or scopes that the caller lacks. */
  readonly missing?: readonly string[];
  /** For `RECENT_LOGIN_REQUIRED` and `INSUFFICIENT_AUTHENTICATION`: how old a sign-in may be. */
  readonly maxAgeSeconds?: number;
  /** For `INSUFFICIENT_AUTHENTICATION`: the levels of authentication (`acr`) that are enough. */
  readonly acrValues?: readonly string[];
  readonly retryAfterSeconds?: number;
  /** For the log only; never sent to the caller. */
  readonly cause?: unknown;
}

/** The error sent to the caller, the same in every kind of context. */
export interface RefusalBody {
  readonly success: false;
  readonly status: number;
  readonly title: string;
  readonly code: RefusalCode;
  readonly message: string;
  readonly missing?: readonly string[];
  /** The levels of authentication (`acr`) that are enough, as in RFC 9470. */
  readonly acr_values?: readonly string[];
  /** How many seconds ago the user may have authenticated at most, as in RFC 9470. */
  readonly max_age?: number;
}

/** A refused call, independent of HTTP, GraphQL, WebSocket or microservice. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly missing: readonly string[] | undefined;
  private readonly details: RefusalDetails;

  constructor(code: RefusalCode, message: string, details: RefusalDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'Refusal';
    this.code = code;
    this.status = KINDS[code].status;
    this.missing = details.missing;
    this.details = details;
  }

  toBody(): RefusalBody {
    const { acrValues, maxAgeSeconds } = this.details;
    return {
      success: false,
      status: this.status,
      title: KINDS[this.code].title,
      code: this.code,
      message: this.message,
      ...(this.missing ? { missing: this.missing } : {}),
      ...(acrValues ? { acr_values: acrValues } : {}),
      ...(maxAgeSeconds === undefined ? {} : { max_age: maxAgeSeconds }),
    };
  }

  /** `WWW-Authenticate` (RFC 6750, RFC 9470) or `Retry-After`, depending on the status. */
  toHeaders(): Record<string, string> {
    if (this.status === 503 || this.status === 429)
      return { 'Retry-After': String(this.details.retryAfterSeconds ?? 1) };
    const { challenge } = KINDS[this.code];
    if (this.status === 403 && !challenge) return {};
    const parts = ['realm="gatehouse"'];
    if (challenge) parts.push(`error="${challenge}"`, `error_description="${this.message}"`);
    parts.push(...this.requirements());
    return { 'WWW-Authenticate': `Bearer ${parts.join(', ')}` };
  }

  /** The parameters of the challenge that say what would be enough. */
  private requirements(): string[] {
    const { acrValues, maxAgeSeconds } = this.details;
    const scopes = this.code === 'INSUFFICIENT_SCOPE' ? this.missing : undefined;
    return [
      ...(scopes ? [`scope="${scopes.join(' ')}"`] : []),
      ...(acrValues ? [`acr_values="${acrValues.join(' ')}"`] : []),
      ...(maxAgeSeconds === undefined ? [] : [`max_age="${maxAgeSeconds}"`]),
    ];
  }
}

export const unauthenticated = (what = 'an access token') =>
  new Refusal('UNAUTHENTICATED', `Sign-in required: send ${what} as Bearer`);

export const invalidToken = (message = 'The access token is not valid', cause?: unknown) =>
  new Refusal('INVALID_TOKEN', message, { cause });

export const invalidAppToken = () =>
  new Refusal('INVALID_TOKEN', 'The application token is not valid');

/** For a valid token of another audience. */
export const wrongAudience = (audience: string, service: string) =>
  new Refusal(
    'WRONG_AUDIENCE',
    `This access token is for ${audience}: sign in or refresh with the resource ${service}`,
  );

/** For a token that was checked and is invalid, never for a valid one. */
export const tooManyBadTokens = (retryAfterSeconds: number) =>
  new Refusal(
    'RATE_LIMITED',
    `Too many application tokens that are not valid. Try again in ${retryAfterSeconds} seconds`,
    { retryAfterSeconds },
  );

export const sessionEnded = () => new Refusal('SESSION_ENDED', 'The session has ended');

/** What a handler requires of the authentication of its user. */
interface RequiredAuthentication {
  readonly acr: string | null;
  readonly recentSeconds: number | null;
}

const detailsOf = ({ acr, recentSeconds }: RequiredAuthentication): RefusalDetails => ({
  ...(acr === null ? {} : { acrValues: [acr] }),
  ...(recentSeconds === null ? {} : { maxAgeSeconds: recentSeconds }),
});

export const recentLoginRequired = (required: RequiredAuthentication) =>
  new Refusal(
    'RECENT_LOGIN_REQUIRED',
    `Sign in again: this needs a sign-in of the last ${required.recentSeconds} seconds`,
    detailsOf(required),
  );

export const insufficientAuthentication = (required: RequiredAuthentication) =>
  new Refusal(
    'INSUFFICIENT_AUTHENTICATION',
    'This needs a second factor: step up at the authentication server, and send the new access token',
    detailsOf(required),
  );

/** For a user who holds `missing` through roles that require two factors alone. */
export const secondFactorRequired = (missing: readonly string[]) =>
  new Refusal(
    'INSUFFICIENT_AUTHENTICATION',
    'Confirm a second factor: this is allowed only in sessions with two factors',
    { missing, acrValues: ['aal2'] },
  );

const permissionDenied = (what: string, missing: readonly string[]) =>
  new Refusal('PERMISSION_DENIED', `Permission denied: ${what} required`, { missing });

/** All of `missing` are required. */
export const permissionsMissing = (missing: readonly string[]) =>
  permissionDenied(missing.join(' and '), missing);

/** One of `names` is required. */
export const anyPermissionMissing = (names: readonly string[]) =>
  permissionDenied(names.length > 1 ? `one of ${names.join(', ')}` : String(names[0]), names);

export const roleMissing = (roles: readonly string[]) =>
  permissionDenied(
    roles.length > 1 ? `one of the roles ${roles.join(', ')}` : `the role ${roles[0]}`,
    roles,
  );

interface RequiredAtUnit {
  readonly kind: 'permissions' | 'any-permission' | 'roles';
  /** Where the call should have named the unit. */
  readonly at?: { readonly from: string; readonly name: string };
}

/** @param unit `null`: the call names none, or something that can be none */
export function missingAtUnit(
  { kind, at }: RequiredAtUnit,
  missing: readonly string[],
  unit: string | null,
): Refusal {
  const one = missing.length > 1 ? `one of ${missing.join(', ')}` : String(missing[0]);
  const what = kind === 'permissions' ? missing.join(' and ') : one;
  const where =
    unit === null
      ? `, and the call names no unit${at ? ` (${at.from} ${at.name})` : ''}`
      : ` at the unit ${unit} or above it`;
  const message = `Permission denied: ${kind === 'roles' ? 'the role ' : ''}${what} required${where}`;
  return new Refusal('PERMISSION_DENIED', message, { missing });
}

export const scopesMissing = (scopes: readonly string[]) =>
  new Refusal('INSUFFICIENT_SCOPE', `Permission denied: scope ${scopes.join(' and ')} required`, {
    missing: scopes,
  });

/** For a valid token of a service to which this one has granted nothing, or not these scopes. */
export const callerNotGranted = (
  { caller, here }: { readonly caller: string; readonly here: string },
  scopes: readonly string[],
) => {
  const what = scopes.length > 0 ? scopes.join(' and ') : 'anything';
  const message = `Permission denied: ${here} has not granted ${caller} ${what}. Who holds token:write in ${here} or in auth_service can grant it`;
  return new Refusal('CALLER_NOT_GRANTED', message, { missing: scopes });
};

export const authUnavailable = (message: string, cause?: unknown, retryAfterSeconds = 1) =>
  new Refusal('AUTH_UNAVAILABLE', message, { cause, retryAfterSeconds });

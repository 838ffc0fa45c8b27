import {
  boundedFetch,
  lastingFaultOf,
  OutboundError,
  retryAfterOf,
  type Call,
  type WholeAnswer,
} from '#libs/outbound';
import { ProviderCallError, type Setting } from './provider-call-error.js';
import { blameOf, refusalIn, type Blame, type Refusal } from './provider-dialect.js';

/** The kind of call: the metadata at its configured address, the keys, tokens for a code, or a profile. */
export type Wanted = 'description' | 'keys' | 'tokens' | 'profile';

export interface ProviderCall extends Call {
  readonly wanted: Wanted;
  readonly nowMs: number;
}

const FORBIDDEN = 403;
const NOT_FOUND = 404;
const TOO_MANY = 429;
const UNAVAILABLE = 503;

/**
 * One bounded call to a provider, whose answer is JSON. A refusal is classified by who can correct it, whatever its status and
 * text are.
 * @throws ProviderCallError
 */
export async function callProvider(url: string, call: ProviderCall): Promise<WholeAnswer> {
  try {
    return judged(call, await boundedFetch(url, call));
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw fromOutbound(error, call);
  }
}

function fromOutbound(error: OutboundError, call: ProviderCall): ProviderCallError {
  const { message, cause, status, headers, failure } = error;
  const retryAfterSeconds = headers && retryAfterOf(headers, call.nowMs);
  const options = { cause, retryAfterSeconds, ...(status !== undefined && { status }) };
  if (status === UNAVAILABLE) return new ProviderCallError('busy', message, options);
  const setting = settingOf(error, call);
  if (setting === null) return new ProviderCallError(failure, message, options);
  return new ProviderCallError('misconfigured', message, { ...options, setting });
}

/** The setting that causes a permanent fault; `null` for a temporary one. */
function settingOf({ cause, status = 0 }: OutboundError, { wanted }: ProviderCall): Setting | null {
  const fault = lastingFaultOf(cause);
  if (fault !== null) return fault === 'certificate' ? 'certificate' : 'address';
  const isMoved = status >= 300 && status < 400;
  return isMoved && wanted === 'description' ? 'address' : null;
}

function judged(call: ProviderCall, answer: WholeAnswer): WholeAnswer {
  const { status, headers, text } = answer;
  const type = headers.get('content-type');
  const found = parsed(text, type);
  assertServed(call, answer, found);
  if (type?.includes('application/jwt')) return answer;
  if (typeof found !== 'object' || found === null) {
    throw new ProviderCallError('failed', 'The provider answered something that is not JSON');
  }
  const isTokens = call.wanted === 'tokens' && 'access_token' in found;
  const body = isTokens ? standardTokens({ ...found }) : found;
  return { status, headers: asJson(headers), text: JSON.stringify(body) };
}

/** Some providers send JSON with another content type, which libraries do not parse. */
function asJson(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.set('content-type', 'application/json');
  return copy;
}

function assertServed(call: ProviderCall, { status, headers }: WholeAnswer, found: unknown): void {
  const refusal = refusalIn(found);
  // GitHub refuses with 200.
  const isRefusal = status >= 400 || (call.wanted === 'tokens' && refusal && !hasToken(found));
  if (!isRefusal) return;
  const words = refusal ? `: ${refusal.code} ${refusal.description}` : '';
  const message = `The provider answered ${status} for its ${call.wanted}${words}`;
  const retryAfterSeconds = retryAfterOf(headers, call.nowMs);
  const { failure, setting } = isLimit(status, headers) ? BUSY : judge(call, status, refusal);
  throw new ProviderCallError(failure, message, {
    status,
    retryAfterSeconds,
    ...(setting && { setting }),
  });
}

/** By the text of the answer, except of a 404, whose text may be that of any server. */
function judge({ wanted }: ProviderCall, status: number, refusal: Refusal | null): Blame {
  const byWords = refusal && status !== NOT_FOUND ? blameOf(refusal) : null;
  return byWords ?? BY_STATUS[wanted][status] ?? FAILED;
}

const hasToken = (found: unknown) =>
  typeof found === 'object' && found !== null && 'access_token' in found;

/** GitHub answers its primary and secondary limits with 403. */
const isLimit = (status: number, headers: Headers) =>
  status === TOO_MANY ||
  (status === FORBIDDEN &&
    (headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after')));

const BUSY: Blame = { failure: 'busy' };
const FAILED: Blame = { failure: 'failed' };
const WRONG_ADDRESS: Blame = { failure: 'misconfigured', setting: 'address' };
const WRONG_CREDENTIALS: Blame = { failure: 'misconfigured', setting: 'credentials' };

/** For refusals whose text does not decide. */
const BY_STATUS: Readonly<Record<Wanted, Readonly<Record<number, Blame>>>> = {
  description: { 401: WRONG_ADDRESS, 403: WRONG_ADDRESS, 404: WRONG_ADDRESS, 410: WRONG_ADDRESS },
  keys: {},
  tokens: {
    400: { failure: 'spent' },
    401: WRONG_CREDENTIALS,
    403: WRONG_CREDENTIALS,
    404: WRONG_ADDRESS,
    405: WRONG_ADDRESS,
    410: WRONG_ADDRESS,
  },
  profile: { 403: { failure: 'refused' }, 404: WRONG_ADDRESS, 410: WRONG_ADDRESS },
};

/** The parsed answer, or the text as it was sent. */
function parsed(text: string, contentType: string | null): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return isForm(text, contentType) ? Object.fromEntries(new URLSearchParams(text)) : undefined;
  }
}

/** The form encoding, which GitHub sends by default; some send it as plain text. */
function isForm(text: string, contentType: string | null): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') return true;
  return type === 'text/plain' && /^(access_token|error)=/.test(text);
}

type Fields = Record<string, unknown>;

/**
 * Converts the tokens of providers to the form of RFC 6749 section 5.1: `expires_in` as a text, no `token_type`, `scope` as a
 * list (Twitch), `null` for absent values.
 */
function standardTokens(answer: Fields): Fields {
  const given = Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null));
  const { token_type: type = 'Bearer', expires_in: expires, scope, ...rest } = given;
  const seconds = Number(expires);
  const isTime = expires !== undefined && expires !== '' && Number.isFinite(seconds) && seconds > 0;
  return {
    ...rest,
    token_type: type,
    ...(isTime && { expires_in: seconds }),
    ...(scope !== undefined && { scope: Array.isArray(scope) ? scope.join(' ') : scope }),
  };
}

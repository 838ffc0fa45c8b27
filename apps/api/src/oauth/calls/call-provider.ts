import {
  boundedFetch,
  lastingFaultOf,
  OutboundError,
  retryAfterOf,
  type Call,
  type WholeAnswer,
} from '#libs/outbound';
import { ProviderCallError, type ProviderFailure, type Setting } from './provider-call-error.js';
import { blameOf, refusalIn } from './provider-dialect.js';
import { parsed, standardTokens } from './token-answer.js';

/** What is asked for: the description at its configured address, its keys, tokens for a code, or a profile. */
export type Wanted = 'description' | 'keys' | 'tokens' | 'profile';

export interface ProviderCall extends Call {
  readonly wanted: Wanted;
  readonly nowMs: number;
}

const TOO_MANY = 429;
const UNAVAILABLE = 503;

/**
 * One bounded call to a provider, whose answer is JSON. A refusal is told by who can do something about it, whatever
 * status and words it comes with.
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

/** What another try does not help against. */
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

/** Some send JSON under another name, which libraries do not read. */
function asJson(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.set('content-type', 'application/json');
  return copy;
}

function assertServed(call: ProviderCall, answer: WholeAnswer, found: unknown): void {
  const { status, headers } = answer;
  const refusal = refusalIn(found);
  // GitHub refuses with 200.
  const isRefusal = status >= 400 || (call.wanted === 'tokens' && refusal && !hasToken(found));
  if (!isRefusal) return;
  const words = refusal ? `: ${refusal.code} ${refusal.description}` : '';
  const message = `The provider answered ${status} for its ${call.wanted}${words}`;
  const retryAfterSeconds = retryAfterOf(headers, call.nowMs);
  const isLimit = status === TOO_MANY || (status === 403 && isSpent(headers));
  const { failure, setting } = isLimit
    ? { failure: 'busy' as const, setting: undefined }
    : ((refusal && status !== 404 ? blameOf(refusal) : null) ?? byStatus(call.wanted, status));
  throw new ProviderCallError(failure, message, {
    status,
    retryAfterSeconds,
    ...(setting && { setting }),
  });
}

const hasToken = (found: unknown) =>
  typeof found === 'object' && found !== null && 'access_token' in found;

/** GitHub's primary and secondary limits. */
const isSpent = (headers: Headers) =>
  headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');

interface Judgement {
  readonly failure: ProviderFailure;
  readonly setting?: Setting;
}

const FAILED: Judgement = { failure: 'failed' };
const WRONG_ADDRESS: Judgement = { failure: 'misconfigured', setting: 'address' };
const WRONG_CREDENTIALS: Judgement = { failure: 'misconfigured', setting: 'credentials' };

/** Where the words say nothing. */
const BY_STATUS: Readonly<Record<Wanted, Readonly<Record<number, Judgement>>>> = {
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

const byStatus = (wanted: Wanted, status: number): Judgement => BY_STATUS[wanted][status] ?? FAILED;

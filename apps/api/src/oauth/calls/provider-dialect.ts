import type { ProviderFailure, Setting } from './provider-call-error.js';

/** A refusal as the provider wrote it, in any of its forms. */
export interface Refusal {
  /** `error`, or the number of an error object; may be empty. */
  readonly code: string;
  readonly description: string;
}

export interface Blame {
  readonly failure: ProviderFailure;
  readonly setting?: Setting;
}

const CREDENTIALS: Blame = { failure: 'misconfigured', setting: 'credentials' };
const CALLBACK: Blame = { failure: 'misconfigured', setting: 'callback' };
const SPENT: Blame = { failure: 'spent' };
const BUSY: Blame = { failure: 'busy' };

/** RFC 6749 section 5.2, and the codes of GitHub, Facebook and Microsoft (docs/providers.md). */
const BY_CODE: Readonly<Record<string, Blame>> = {
  invalid_client: CREDENTIALS,
  unauthorized_client: CREDENTIALS,
  incorrect_client_credentials: CREDENTIALS,
  application_suspended: CREDENTIALS,
  redirect_uri_mismatch: CALLBACK,
  invalid_redirect_uri: CALLBACK,
  unsupported_grant_type: CREDENTIALS,
  invalid_scope: CREDENTIALS,
  invalid_grant: SPENT,
  bad_verification_code: SPENT,
  unverified_user_email: { failure: 'no-email' },
  server_error: { failure: 'failed' },
  temporarily_unavailable: BUSY,
  slow_down: BUSY,
  // Facebook's numbers.
  '2': BUSY,
  '4': BUSY,
  '10': { failure: 'refused' },
  '17': BUSY,
  '32': BUSY,
  '613': BUSY,
  '100': SPENT,
  '101': CREDENTIALS,
  '190': { failure: 'failed' },
  '191': CALLBACK,
};

/** The numbers of Microsoft's refusals that are more specific than their `error`. */
const BY_AADSTS: Readonly<Record<string, Blame>> = {
  '7000215': CREDENTIALS,
  '7000222': CREDENTIALS,
  '7000218': CREDENTIALS,
  '700016': CREDENTIALS,
  '700027': CREDENTIALS,
  '70001': CREDENTIALS,
  '90002': { failure: 'misconfigured', setting: 'address' },
  '900023': { failure: 'misconfigured', setting: 'address' },
  '50011': CALLBACK,
  '500112': CALLBACK,
  '70000': SPENT,
  '70008': SPENT,
  '54005': SPENT,
  '90033': BUSY,
};

/** Facebook reports wrong credentials with the number 1, and temporary failures, too. */
const OF_CREDENTIALS = /client secret|application (secret|id)/i;

/** Who can correct a refusal, by its code and text; `null` when they do not decide. */
export function blameOf({ code, description }: Refusal): Blame | null {
  const aadsts = /AADSTS(\d+)/.exec(description)?.[1];
  const known = (aadsts !== undefined && BY_AADSTS[aadsts]) || BY_CODE[code];
  if (known) return known;
  return OF_CREDENTIALS.test(description) ? CREDENTIALS : null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

/**
 * The refusal in an answer of any status: the `error` of RFC 6749, Facebook's object of that name, the `message` of Discord
 * and GitHub.
 */
export function refusalIn(answer: unknown): Refusal | null {
  if (!isObject(answer)) return null;
  const { error, message, code } = answer;
  if (isObject(error)) {
    return { code: textOf(error['code']), description: textOf(error['message']) };
  }
  if (typeof error === 'string') {
    return { code: error, description: textOf(answer['error_description']) };
  }
  return typeof message === 'string' ? { code: textOf(code), description: message } : null;
}

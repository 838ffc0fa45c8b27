import type { CaptchaClass, Outcome } from '../captcha.js';
import type { HostNames } from './host-names.js';

/** The fields that we read of a vendor's answer about a solution. */
export interface VendorAnswer {
  readonly success?: unknown;
  readonly hostname?: unknown;
  readonly action?: unknown;
  readonly score?: unknown;
  readonly 'error-codes'?: unknown;
}

export interface Expected {
  readonly action: CaptchaClass;
  readonly hostnames: Pick<HostNames, 'has'>;
  /** Of reCAPTCHA v3; `undefined` for vendors without scores. */
  readonly minScore: number | undefined;
}

/** Codes for keys that the vendor does not know, or that do not belong together: the operator must change them. */
const OF_THE_KEYS = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'sitekey-secret-mismatch',
  'invalid-sitekey',
  'not-using-dummy-secret',
]);
/** Codes for passing faults of the vendor. */
const OF_THE_VENDOR = new Set(['internal-error']);
const USED = new Set([
  'timeout-or-duplicate',
  'already-seen-response',
  'invalid-or-already-seen-response',
]);

/**
 * `unavailable`: the vendor cannot check solutions at the moment; `misconfigured`: it does not check them until the operator
 * changes a setting.
 */
export type Verdict = Outcome | 'unavailable' | 'misconfigured';

export function judge(answer: VendorAnswer, expected: Expected): Verdict {
  const codes = Array.isArray(answer['error-codes']) ? (answer['error-codes'] as unknown[]) : [];
  const says = (known: ReadonlySet<string>) => codes.some((code) => known.has(String(code)));
  if (says(OF_THE_KEYS)) return 'misconfigured';
  if (says(OF_THE_VENDOR)) return 'unavailable';
  if (typeof answer.success !== 'boolean') return 'unavailable';
  if (!answer.success) return says(USED) ? 'replayed' : 'refused';
  return isOfOurs(answer, expected) ? 'solved' : 'refused';
}

/** Whether it was solved on a site of ours, for this action, with a sufficient score. */
function isOfOurs(answer: VendorAnswer, { action, hostnames, minScore }: Expected): boolean {
  const { hostname, score } = answer;
  if (typeof hostname !== 'string' || !hostnames.has(hostname)) return false;
  const names = answer.action !== undefined && answer.action !== '';
  if (minScore === undefined) return !names || answer.action === action;
  return answer.action === action && typeof score === 'number' && score >= minScore;
}

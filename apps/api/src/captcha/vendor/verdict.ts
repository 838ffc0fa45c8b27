import type { CaptchaClass, Outcome } from '../captcha.js';
import type { HostNames } from './host-names.js';

/** What a vendor answers of a solution, as far as it is looked at. */
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
  /** Of reCAPTCHA v3; `undefined` for what has no scores. */
  readonly minScore: number | undefined;
}

/** Codes of what is wrong between us and the vendor; the caller has no part in it. */
const OURS = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'sitekey-secret-mismatch',
  'internal-error',
]);
const USED = new Set([
  'timeout-or-duplicate',
  'already-seen-response',
  'invalid-or-already-seen-response',
]);

/** `unavailable`: it says nothing of the solution. */
export function judge(answer: VendorAnswer, expected: Expected): Outcome | 'unavailable' {
  const codes = Array.isArray(answer['error-codes']) ? (answer['error-codes'] as unknown[]) : [];
  if (codes.some((code) => OURS.has(String(code)))) return 'unavailable';
  if (typeof answer.success !== 'boolean') return 'unavailable';
  if (!answer.success) return codes.some((code) => USED.has(String(code))) ? 'replayed' : 'refused';
  return isOfOurs(answer, expected) ? 'solved' : 'refused';
}

/** Solved on a site of ours, for this very act, by who seems to be a person. */
function isOfOurs(answer: VendorAnswer, { action, hostnames, minScore }: Expected): boolean {
  const { hostname, score } = answer;
  if (typeof hostname !== 'string' || !hostnames.has(hostname)) return false;
  const names = answer.action !== undefined && answer.action !== '';
  if (minScore === undefined) return !names || answer.action === action;
  return answer.action === action && typeof score === 'number' && score >= minScore;
}

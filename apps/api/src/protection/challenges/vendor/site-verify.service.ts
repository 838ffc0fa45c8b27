import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { Traces } from '#libs/operation';
import {
  answerFacts,
  boundedFetch,
  callSpan,
  certificateCure,
  isLoopbackHttp,
  lastingFaultOf,
  type Call,
} from '#libs/outbound';
import { vendorConfig } from './vendor.config.js';
import { VENDORS, type VendorName } from './vendors.js';
import type { CaptchaClass, Outcome } from '../captcha.js';
import type { HostNames } from './host-names.js';

/** The fields that we read of a vendor's answer about a solution. */
interface VendorAnswer {
  readonly success?: unknown;
  readonly hostname?: unknown;
  readonly action?: unknown;
  readonly score?: unknown;
  readonly 'error-codes'?: unknown;
}

interface Expected {
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
type Verdict = Outcome | 'unavailable' | 'misconfigured';

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

const NOT_FOUND = 404;
const MAX_BYTES = 16 * 1024;
/** Bounds the open calls while a caller sends invalid solutions in masses. */
const MAX_IN_FLIGHT = 100;
const WARN_EVERY_MS = 60_000;
const MAX_REASONS = 20;

/** Checks a solution with its vendor: one call, with a deadline and an answer of at most 16 KiB. */
@Injectable()
export class SiteVerify {
  private readonly logger = new Logger('Challenges');
  private inFlight = 0;
  /** When each reason was last logged: a passing problem must not hide a lasting one. */
  private readonly warnedMs = new Map<string, number>();

  constructor(
    @Inject(vendorConfig.KEY) private readonly config: ConfigOf<typeof vendorConfig>,
    private readonly clock: Clock,
    private readonly traces: Traces,
  ) {}

  /** The vendor's answer; `null` when there is none, or none that can be read. The reason is logged. */
  async ask(vendor: VendorName, solution: string, ip: string): Promise<VendorAnswer | null> {
    if (this.inFlight >= MAX_IN_FLIGHT) return this.warn('too many calls at once');
    this.inFlight += 1;
    try {
      return await this.call(this.config.verifyUrl ?? VENDORS[vendor].verifyUrl, solution, ip);
    } catch (error) {
      return this.warn(reasonOf(error));
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Logs, once a minute for each reason, why the vendor does not check solutions. */
  warn(reason: string): null {
    const now = this.clock.monotonicMs();
    if (now - (this.warnedMs.get(reason) ?? -Infinity) < WARN_EVERY_MS) return null;
    if (this.warnedMs.size >= MAX_REASONS) this.warnedMs.clear();
    this.warnedMs.set(reason, now);
    this.logger.warn(`${this.config.provider} does not check solutions (${reason})`);
    return null;
  }

  private async call(url: string, solution: string, ip: string): Promise<VendorAnswer> {
    const { siteKey = '', secretKey = '', sendsAddress, timeoutMs } = this.config;
    const fields = { secret: secretKey, response: solution, sitekey: siteKey };
    const body = new URLSearchParams({ ...fields, ...(sendsAddress && { remoteip: ip }) });
    const call: Call = {
      method: 'POST',
      headers: new Headers({
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'user-agent': 'gatehouse',
      }),
      body: body.toString(),
      signal: AbortSignal.timeout(timeoutMs),
      allowsLoopback: isLoopbackHttp(url),
      maxBytes: MAX_BYTES,
    };
    const ask = () => boundedFetch(url, call);
    const { status, text } = await this.traces.within(callSpan(call.method, url), ask, answerFacts);
    if (status === NOT_FOUND) throw new Error('nothing is there: check CAPTCHA_VERIFY_URL');
    return read(text);
  }
}

const CURES = {
  certificate: certificateCure('CAPTCHA_VERIFY_URL'),
  'unknown-name': 'its name is not known: check CAPTCHA_VERIFY_URL',
};

/** Names the setting to correct, where another attempt does not help. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it cannot be asked';
  const lasting = lastingFaultOf(error);
  return lasting === null ? error.message : CURES[lasting];
}

function read(text: string): VendorAnswer {
  try {
    const answer = JSON.parse(text) as unknown;
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // The error below reports it.
  }
  throw new Error('its answer cannot be read');
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { Traces } from '#libs/operation';
import { answerFacts, boundedFetch, callSpan, isLoopbackHttp, type Call } from '#libs/outbound';
import type { VendorAnswer } from './verdict.js';
import { vendorConfig } from './vendor.config.js';
import { VENDORS, type VendorName } from './vendors.js';

const MAX_BYTES = 16 * 1024;
/** Who sends rubbish in masses shall not make us hold any number of calls open. */
const MAX_IN_FLIGHT = 100;
const WARN_EVERY_MS = 60_000;

/** Asks the vendor of a solution, once, within its time and a few kilobytes. */
@Injectable()
export class SiteVerify {
  private readonly logger = new Logger('Challenges');
  private inFlight = 0;
  private warnedMs = -Infinity;

  constructor(
    @Inject(vendorConfig.KEY) private readonly config: ConfigOf<typeof vendorConfig>,
    private readonly clock: Clock,
    private readonly traces: Traces,
  ) {}

  /** What it says; `null` when it says nothing that can be read. */
  async ask(vendor: VendorName, solution: string, ip: string): Promise<VendorAnswer | null> {
    if (this.inFlight >= MAX_IN_FLIGHT) return this.warn('too many calls at once');
    this.inFlight += 1;
    try {
      return await this.call(this.config.verifyUrl ?? VENDORS[vendor].verifyUrl, solution, ip);
    } catch (error) {
      return this.warn(error instanceof Error ? error.message : 'it cannot be asked');
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Its answers say nothing of solutions: keys that do not fit, or a fault of its own. */
  warn(reason: string): null {
    const now = this.clock.monotonicMs();
    if (now - this.warnedMs < WARN_EVERY_MS) return null;
    this.warnedMs = now;
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
    const { text } = await this.traces.within(callSpan(call.method, url), ask, answerFacts);
    return read(text);
  }
}

function read(text: string): VendorAnswer {
  try {
    const answer = JSON.parse(text) as unknown;
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // Said below.
  }
  throw new Error('its answer cannot be read');
}

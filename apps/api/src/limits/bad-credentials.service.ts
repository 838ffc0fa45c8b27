import { Injectable, type ExecutionContext } from '@nestjs/common';
import { RefusedCredentialPort, type AppPrincipal } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '../http/index.js';
import { Admission } from './admission.service.js';
import { Buckets } from './buckets.service.js';
import { CallerCounts } from './caller-counts.service.js';
import { bucketOf, toCounted } from './counted.js';
import { isCountedWhenRefused } from './counted-when-refused.js';
import { rateClassOf } from './rate-class-of.js';
import { Rates } from './rates.service.js';
import { Subjects } from './subjects.service.js';

/** Counts bad credentials once they were looked at, by where they come from. */
@Injectable()
export class BadCredentials extends RefusedCredentialPort {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly subjects: Subjects,
    private readonly callers: CallerCounts,
    private readonly admission: Admission,
  ) {
    super();
  }

  override async count(context: ExecutionContext): Promise<void> {
    if (await this.callers.count(context)) return;
    await this.countAddress(context);
  }

  /** @throws AppError `RATE_LIMITED` when too many bad ones came from this address */
  async countAddress(context: ExecutionContext): Promise<void> {
    const rateClass = rateClassOf(context);
    const rate = this.rates.find(rateClass, 'address');
    if (!rate || !isCountedWhenRefused(context)) return;
    const http = context.switchToHttp();
    const reply = http.getResponse<GatehouseReply>();
    for (const subject of this.subjects.atArrival(http.getRequest<GatehouseRequest>(), 'address')) {
      const verdict = await this.buckets.take(bucketOf(rateClass, 'address', subject), rate);
      this.admission.settle(reply, toCounted(rateClass, 'address', rate, verdict));
    }
  }

  /** In this process, added up over instances every second: a guard may ask of hundreds at once. */
  override countRelayed({ serviceId }: AppPrincipal, caller: string): number {
    const rate = this.rates.find('validate', 'address');
    if (!rate) return 0;
    const key = bucketOf('validate', 'address', this.subjects.ofRelayed(serviceId, caller));
    const counted = toCounted('validate', 'address', rate, this.buckets.takeCoarsely(key, rate));
    if (counted.isAdmitted) return 0;
    this.admission.noteRefusal(counted);
    return counted.resetSeconds;
  }
}

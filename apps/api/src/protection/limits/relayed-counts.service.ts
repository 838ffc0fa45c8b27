import { Injectable } from '@nestjs/common';
import type { AppPrincipal } from '#libs/access';
import { Admission } from './admission.service.js';
import { Buckets } from '#api/platform/rate-limit';
import { bucketOf, toCounted } from './counted.js';
import { Rates } from './rates.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';

/** Counts the bad tokens that callers have shown to a service, by the caller that the service names. */
@Injectable()
export class RelayedCounts {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly subjects: RateLimitKeys,
    private readonly admission: Admission,
  ) {}

  /**
   * In this process, added up over instances every second: a guard may ask of hundreds at once. Answers after how many
   * seconds the caller may come back; 0 while it has not shown too many.
   */
  count({ serviceId }: AppPrincipal, caller: string): number {
    const rate = this.rates.find('validate', 'address');
    if (!rate) return 0;
    const key = bucketOf('validate', 'address', this.subjects.ofRelayed(serviceId, caller));
    const counted = toCounted('validate', 'address', rate, this.buckets.takeCoarsely(key, rate));
    if (counted.isAdmitted) return 0;
    this.admission.noteRefusal(counted);
    return counted.resetSeconds;
  }
}

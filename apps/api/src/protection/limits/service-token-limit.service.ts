import { Injectable } from '@nestjs/common';
import { Buckets } from '#api/platform/rate-limit';
import { bucketOf, limitHeaders, toCounted } from './counted.js';
import { Rates } from './rates.service.js';

/** The limit of class `validate` for a service whose token was found good, as the guard applies it. */
@Injectable()
export class ServiceTokenLimit {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
  ) {}

  /** Takes one from the token's bucket and answers what to tell of it; `null` when it is empty: nothing was taken. */
  take(tokenId: string): readonly string[] | null {
    const rate = this.rates.find('validate', 'credential');
    if (rate === null) return [];
    const key = bucketOf('validate', 'credential', `app:${tokenId}`);
    const verdict = this.buckets.takeCoarsely(key, rate);
    if (!verdict.isAdmitted) return null;
    return Object.entries(limitHeaders(toCounted('validate', 'credential', rate, verdict))).flat();
  }
}

import { Injectable } from '@nestjs/common';
import { Buckets } from './buckets.service.js';
import { bucketOf, limitHeaders, toCounted } from './counted.js';
import { KnownTokens, type ShownToken } from './known-tokens.service.js';
import { Rates } from './rates.service.js';

/** The limits of class `validate` for services that were known already, as the two guards apply them. */
@Injectable()
export class ServicePassage {
  constructor(
    private readonly known: KnownTokens,
    private readonly rates: Rates,
    private readonly buckets: Buckets,
  ) {}

  /** Whether its address does not count. */
  isKnown(shown: ShownToken): boolean {
    return this.known.has(shown);
  }

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

import { Injectable } from '@nestjs/common';
import { AccountLimitPort } from '#libs/access';
import { Buckets } from '#api/platform/rate-limit';
import { RateLimitKeys } from './rate-limit-keys.service.js';

/** Begins the count of an account anew. */
@Injectable()
export class AccountLimits extends AccountLimitPort {
  constructor(
    private readonly buckets: Buckets,
    private readonly subjects: RateLimitKeys,
  ) {
    super();
  }

  override async forgetSignIns(email: string): Promise<void> {
    const account = this.subjects.ofEmail(email);
    if (account !== null) await this.buckets.forget(`rl:login:account:${account}`);
  }
}

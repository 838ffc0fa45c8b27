import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { PostAuthRateLimitGuard } from './post-auth-rate-limit.guard.js';
import { NetworkLimits } from './network-limits.service.js';
import { isCountedWhenRefused, rateClassOf } from './rates.service.js';

/** Counts bad credentials once they were looked at, by where they come from. */
@Injectable()
export class BadCredentials {
  constructor(
    private readonly callers: PostAuthRateLimitGuard,
    private readonly networks: NetworkLimits,
  ) {}

  /**
   * Counts a call that access has refused: by its caller when that is known, and else as one more bad credential from
   * where it comes.
   * @throws AppError `RATE_LIMITED`
   */
  async count(context: ExecutionContext): Promise<void> {
    if (await this.callers.count(context)) return;
    await this.countAddress(context);
  }

  /**
   * Counts one more bad credential from where it comes, whosever it is: a thief of another's must not use up what the
   * owner may.
   * @throws AppError `RATE_LIMITED` when too many came from this address, or from the networks around it
   */
  async countAddress(context: ExecutionContext): Promise<void> {
    if (!isCountedWhenRefused(context)) return;
    const http = context.switchToHttp();
    const [request, reply] = [
      http.getRequest<GatehouseRequest>(),
      http.getResponse<GatehouseReply>(),
    ];
    await this.networks.count(request, reply, rateClassOf(context));
  }
}

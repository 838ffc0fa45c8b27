import { Injectable, type ExecutionContext } from '@nestjs/common';
import { RefusedCredentialPort, type AppPrincipal } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { CallerLimits } from './caller-limits.service.js';
import { NetworkLimits } from './network-limits.service.js';
import { isCountedWhenRefused, rateClassOf } from './rate-class.js';

/** Counts bad credentials once they were looked at, by where they come from. */
@Injectable()
export class BadCredentials extends RefusedCredentialPort {
  constructor(
    private readonly callers: CallerLimits,
    private readonly networks: NetworkLimits,
  ) {
    super();
  }

  override async count(context: ExecutionContext): Promise<void> {
    if (await this.callers.count(context)) return;
    await this.countAddress(context);
  }

  /** @throws AppError `RATE_LIMITED` when too many bad ones came from this address, or from the networks around it */
  override async countAddress(context: ExecutionContext): Promise<void> {
    if (!isCountedWhenRefused(context)) return;
    const http = context.switchToHttp();
    const [request, reply] = [
      http.getRequest<GatehouseRequest>(),
      http.getResponse<GatehouseReply>(),
    ];
    await this.networks.count(request, reply, rateClassOf(context));
  }

  override countRelayed(service: AppPrincipal, caller: string): number {
    return this.callers.countRelayed(service, caller);
  }
}

import { Injectable, type CallHandler, type ExecutionContext } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { OncePort, type KeepAnswer } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { Idempotency, type Act } from './idempotency.service.js';
import type { KeyUse } from './idempotency.store.js';

/** Takes `Idempotency-Key` where a handler declares `@Idempotent()`; behind the guard, before the body is looked at. */
@Injectable()
export class IdempotencyInterceptor extends OncePort {
  constructor(private readonly idempotency: Idempotency) {
    super();
  }

  override intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    const use = this.idempotency.useOf(request);
    if (use === null) return next.handle();
    const act = (keep: KeepAnswer) => {
      request.keepAnswer = keep;
      return lastValueFrom(next.handle(), { defaultValue: undefined });
    };
    return from(this.once(use, act, http.getResponse<GatehouseReply>()));
  }

  private async once(use: KeyUse, act: Act, reply: GatehouseReply): Promise<unknown> {
    const { body, isReplayed } = await this.idempotency.once(use, act);
    if (isReplayed) reply.header('idempotency-replayed', 'true');
    return body;
  }
}

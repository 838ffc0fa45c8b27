import { Injectable, type CallHandler, type ExecutionContext } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { OncePort, type KeepAnswer, type ReplayCheck, type ReplayedCall } from '#libs/access';
import { AppError } from '#libs/kernel';
import type { GatehouseReply, GatehouseRequest } from '../edge/request-context.js';
import { Idempotency, type Act } from './idempotency.service.js';
import type { KeyUse } from './idempotency.store.js';

/**
 * Applies `Idempotency-Key` to handlers that declare `@Idempotent()`; runs after the guards and before validation of
 * the body.
 */
@Injectable()
export class IdempotencyInterceptor extends OncePort {
  constructor(private readonly idempotency: Idempotency) {
    super();
  }

  override intercept(
    context: ExecutionContext,
    next: CallHandler,
    check: ReplayCheck | null,
  ): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    const use = this.idempotency.useOf(request);
    if (use === null) return next.handle();
    const act = (keep: KeepAnswer) => {
      request.keepAnswer = keep;
      return lastValueFrom(next.handle(), { defaultValue: undefined });
    };
    const reply = http.getResponse<GatehouseReply>();
    return from(this.once(use, act, () => replay(check, request, reply)));
  }

  private async once(use: KeyUse, act: Act, replayed: () => Promise<void>): Promise<unknown> {
    const { body, isReplayed } = await this.idempotency.once(use, act);
    if (isReplayed) await replayed();
    return body;
  }
}

/** The guards have run for this request; the checks of the act itself are repeated here. */
async function replay(
  check: ReplayCheck | null,
  request: GatehouseRequest,
  reply: GatehouseReply,
): Promise<void> {
  await check?.assertMay(toCall(request));
  reply.header('idempotency-replayed', 'true');
}

function toCall({ principal, client, params, query, body }: GatehouseRequest): ReplayedCall {
  if (!client) throw new AppError('INTERNAL_ERROR');
  return {
    principal,
    client,
    params: params as ReplayedCall['params'],
    query: (query ?? {}) as ReplayedCall['query'],
    body: (body ?? {}) as ReplayedCall['body'],
  };
}

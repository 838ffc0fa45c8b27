import { Injectable, type CallHandler, type ExecutionContext } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ModuleRef } from '@nestjs/core';
import {
  IDEMPOTENT,
  OncePort,
  type IdempotentOptions,
  type KeepAnswer,
  type ReplayCheck,
  type ReplayedCall,
} from '#libs/access';
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
  constructor(
    private readonly idempotency: Idempotency,
    private readonly modules: ModuleRef,
  ) {
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
    const reply = http.getResponse<GatehouseReply>();
    return from(this.once(use, act, () => this.replay(context, request, reply)));
  }

  private async once(use: KeyUse, act: Act, replay: () => Promise<void>): Promise<unknown> {
    const { body, isReplayed } = await this.idempotency.once(use, act);
    if (isReplayed) await replay();
    return body;
  }

  /** The guards have run for this request; the checks of the act itself are repeated here. */
  private async replay(
    context: ExecutionContext,
    request: GatehouseRequest,
    reply: GatehouseReply,
  ): Promise<void> {
    const declared: unknown = Reflect.getMetadata(IDEMPOTENT, context.getHandler());
    const { check } = (declared ?? {}) as IdempotentOptions;
    if (check) {
      const port = this.modules.get<ReplayCheck>(check, { strict: false });
      await port.assertMay(toCall(request));
    }
    reply.header('idempotency-replayed', 'true');
  }
}

function toCall({ principal, client, params, body }: GatehouseRequest): ReplayedCall {
  if (!client) throw new AppError('INTERNAL_ERROR');
  return {
    principal,
    client,
    params: params as ReplayedCall['params'],
    body: (body ?? {}) as ReplayedCall['body'],
  };
}

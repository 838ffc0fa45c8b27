import {
  Inject,
  Injectable,
  mixin,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Tx } from '#libs/database';
import type { ClientInfo, Principal } from './principal.js';

/**
 * Keeps an answer in the transaction of the act that it is about, so that a process which ends between the two
 * leaves either both or neither. Does nothing when the request has no `Idempotency-Key`.
 * @throws AppError `IDEMPOTENCY_IN_PROGRESS` when another request has taken the key over meanwhile
 */
export type KeepAnswer = (tx: Tx, answer: object) => Promise<void>;

/** What a request asks that would be answered again. */
export interface ReplayedCall {
  /** `undefined` where anybody may call. */
  readonly principal: Principal | undefined;
  readonly client: ClientInfo;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** As it came; the same as that of the first request. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * What a handler's act checks besides what guards enforce on every request: asked before its kept answer is given
 * again, so that a replay is given only to who could make the call now.
 */
export abstract class ReplayCheck {
  /** @throws what the act itself would throw for want of a right or a proof */
  abstract assertMay(call: ReplayedCall): Promise<void>;
}

/** Implemented by the platform's HTTP layer: lets an act happen once for each `Idempotency-Key`. */
export abstract class OncePort {
  /** @param check asked before a kept answer is given again; `null`: the guards have checked everything */
  abstract intercept(
    context: ExecutionContext,
    next: CallHandler,
    check: ReplayCheck | null,
  ): Observable<unknown>;
}

/** The platform attaches it to the HTTP server of the application, so that several may run in one process. */
export const ONCE = 'gatehouseOnce';

/**
 * Bound to the handlers that declare `@Idempotent()`, and to no other: an interceptor for all routes would
 * cost every request a quarter of its time.
 */
export class OnceInterceptor implements NestInterceptor {
  protected readonly check: ReplayCheck | null = null;

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { server } = context.switchToHttp().getRequest<{ server: { [ONCE]?: OncePort } }>();
    return server[ONCE]?.intercept(context, next, this.check) ?? next.handle();
  }
}

/**
 * The same with a check. Nest injects it from the module of the handler's controller, and does not start where that
 * module lacks it.
 */
export function onceCheckedBy(check: Type<ReplayCheck>): Type<NestInterceptor> {
  @Injectable()
  class CheckedOnceInterceptor extends OnceInterceptor {
    constructor(@Inject(check) protected override readonly check: ReplayCheck) {
      super();
    }
  }
  return mixin(CheckedOnceInterceptor);
}

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
 * Stores an answer in the transaction of its act, so that a process that stops in between leaves either both or
 * neither. Does nothing if the request has no `Idempotency-Key`.
 * @throws AppError `IDEMPOTENCY_IN_PROGRESS` if another request has taken the key over
 */
export type KeepAnswer = (tx: Tx, answer: object) => Promise<void>;

/** A request that would get a kept answer. */
export interface ReplayedCall {
  /** `undefined` if the handler is public. */
  readonly principal: Principal | undefined;
  readonly client: ClientInfo;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** As received; equal to the body of the first request. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The checks of a handler's act in addition to the guards: repeated before its kept answer is sent, so that only a
 * caller that could make the call now gets it.
 */
export abstract class ReplayCheck {
  /** @throws the error that the act itself would throw for a missing right or proof */
  abstract assertMay(call: ReplayedCall): Promise<void>;
}

/** Implemented by the platform's HTTP layer: runs an act once for each `Idempotency-Key`. */
export abstract class OncePort {
  /** @param check asked before a kept answer is given again; `null`: the guards have checked everything */
  abstract intercept(
    context: ExecutionContext,
    next: CallHandler,
    check: ReplayCheck | null,
  ): Observable<unknown>;
}

/**
 * The property of the HTTP server under which the platform attaches the port, so that several applications may run in
 * one process.
 */
export const ONCE = 'gatehouseOnce';

/**
 * Bound only to handlers that declare `@Idempotent()`: an interceptor on all routes would slow every request down by a
 * quarter.
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

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { GatehouseRequest } from '#api/platform/http';
import { CaptchaGuard } from '#api/protection/challenges';
import { PostAuthRateLimitGuard, PreAuthRateLimitGuard } from '#api/protection/limits';
import { AccessGuard } from './access.guard.js';

/**
 * What every request passes before its handler. A request that was prepared for this handler has passed it: the answer
 * is given without a promise. Every other one passes the guards in their order.
 */
@Injectable()
export class GuardChain implements CanActivate {
  private readonly guards: readonly CanActivate[];

  constructor(
    preAuthLimits: PreAuthRateLimitGuard,
    challenges: CaptchaGuard,
    access: AccessGuard,
    postAuthLimits: PostAuthRateLimitGuard,
  ) {
    this.guards = [preAuthLimits, challenges, access, postAuthLimits];
  }

  /** @throws AppError the refusal of the first guard that refuses */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const { prepared } = context.switchToHttp().getRequest<GatehouseRequest>();
    if (prepared?.handler !== context.getHandler()) return this.inOrder(context);
    if (prepared.refusal !== undefined) throw prepared.refusal;
    return true;
  }

  private async inOrder(context: ExecutionContext): Promise<boolean> {
    for (const guard of this.guards) if (!(await guard.canActivate(context))) return false;
    return true;
  }
}

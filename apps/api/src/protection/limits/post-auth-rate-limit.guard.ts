import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CallerLimits } from './caller-limits.service.js';

/**
 * Counts each request once it is known who is calling. Nobody can use up the bucket of another by showing something
 * that is not theirs.
 */
@Injectable()
export class PostAuthRateLimitGuard implements CanActivate {
  constructor(private readonly callers: CallerLimits) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.callers.count(context);
    return true;
  }
}

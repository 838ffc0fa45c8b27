import {
  applyDecorators,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { RateClass } from '#libs/access';
import { ShownSecrets } from './shown-secrets.service.js';

/** Runs the handler of a request that shows a secret by the rules of `ShownSecrets`. */
@Injectable()
export class ShownSecretsInterceptor implements NestInterceptor {
  constructor(private readonly secrets: ShownSecrets) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.secrets.isLimited) return next.handle();
    const handle = () => lastValueFrom(next.handle(), { defaultValue: undefined });
    return from(this.secrets.look(context, handle));
  }
}

/**
 * The handler is given a refresh token, a mailed token or a code: the rate limit class `token`. Its module imports
 * `LimitsModule`.
 */
export const LooksAtSecret = () =>
  applyDecorators(RateClass('token'), UseInterceptors(ShownSecretsInterceptor));

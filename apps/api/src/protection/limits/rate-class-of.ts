import type { ExecutionContext } from '@nestjs/common';
import { RATE_CLASS, type RateClassName } from '#libs/access';

/** What the handler declares; one that declares nothing counts as a reading. */
export function rateClassOf(context: ExecutionContext): RateClassName {
  const declared = Reflect.getMetadata(RATE_CLASS, context.getHandler()) as
    | RateClassName
    | undefined;
  return declared ?? 'read';
}

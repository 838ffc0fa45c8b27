import {
  type ExecutionContext,
  Param,
  type PipeTransform,
  createParamDecorator,
} from '@nestjs/common';
import { AppError, isId } from '#libs/kernel';
import type { KeepAnswer } from './once.js';
import type { AppPrincipal, ClientInfo, Principal } from './principal.js';

/** What the guard and the edge set on the request. */
export interface AccessRequest {
  principal?: Principal;
  appPrincipal?: AppPrincipal;
  client?: ClientInfo;
  keepAnswer?: KeepAnswer;
}

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<AccessRequest>();

/** The signed-in user of a handler that is not public. */
export const CurrentUser = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal | undefined =>
    requestOf(context).principal,
);

/** The calling service of a handler with `@RequireAppToken`. */
export const CurrentApp = createParamDecorator(
  (_data: unknown, context: ExecutionContext): AppPrincipal | undefined =>
    requestOf(context).appPrincipal,
);

/** The signed-in user of a handler that is not public, and the client of the request: for handlers with many parameters. */
export const CurrentActing = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const { principal, client } = requestOf(context);
  return { principal, client };
});

const keepNothing: KeepAnswer = () => Promise.resolve();

/** Lets a handler with `@Idempotent()` store its answer in the transaction of its act. */
export const Keep = createParamDecorator(
  (_data: unknown, context: ExecutionContext): KeepAnswer =>
    requestOf(context).keepAnswer ?? keepNothing,
);

/** The client of the request. */
export const Client = createParamDecorator(
  (_data: unknown, context: ExecutionContext): ClientInfo | undefined => requestOf(context).client,
);

/** Refuses an invalid id with 404, like an unknown one. Runs after the guard. */
class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (!isId(value)) throw new AppError('NOT_FOUND', { detail: 'There is nothing with this id' });
    return value.toLowerCase();
  }
}

/** A path parameter that is an id. */
export const IdParam = (name: string) => Param(name, new IdPipe());

const FIELD = 'Idempotency-Key';
const FORM = /^[\x21-\x7e]{1,255}$/;

/**
 * Parses the `Idempotency-Key` header; `null` without one. Node joins a repeated header with a space, which is no
 * valid key.
 * @throws AppError `VALIDATION_FAILED`
 */
export function readIdempotencyKey(header: unknown): string | null {
  if (header === undefined) return null;
  if (typeof header === 'string' && FORM.test(header)) return header;
  const message = 'must be one word of 1 to 255 visible characters';
  throw new AppError('VALIDATION_FAILED', {
    detail: `${FIELD} ${message}.`,
    errors: [{ field: FIELD, code: 'WRONG_FORM', message }],
  });
}

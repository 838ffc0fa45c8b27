import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
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

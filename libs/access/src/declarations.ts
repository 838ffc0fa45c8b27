import { applyDecorators, SetMetadata, UseInterceptors, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { Code } from '#libs/kernel';
import type { AccessRule, PermissionRule, ServiceSource } from './access-rule.js';
import { onceCheckedBy, OnceInterceptor, type ReplayCheck } from './once.js';
import type { BuiltInPermission } from './permissions.js';

export const ACCESS_RULE = 'gatehouse:access-rule';
export const RATE_CLASS = 'gatehouse:rate-class';
export const REFUSALS = 'gatehouse:refusals';
export const IDEMPOTENT = 'gatehouse:idempotent';
/** By it who asks about a caller's token says that they compare the caller's address themselves. */
export const NETWORKS_HEADER = 'gatehouse-networks';
/** By it who asks about a caller's token shows their own. */
export const ASKER_HEADER = 'gatehouse-asker';

/** The names of the limits; each route is in exactly one. */
export type RateClassName =
  | 'login'
  | 'register'
  | 'mail'
  | 'token'
  | 'read'
  | 'write'
  | 'validate'
  | 'none';

const declare = (rule: AccessRule, ...others: (ClassDecorator | MethodDecorator)[]) =>
  applyDecorators(SetMetadata(ACCESS_RULE, rule), ApiExtension('x-access', rule), ...others);

/** Anybody may call it. */
export const Public = () => declare({ kind: 'public' });

/** Any signed-in user; `withinSeconds` demands that the person proved who they are that recently. */
export const SignedIn = (options: { withinSeconds?: number } = {}) =>
  declare({ kind: 'signed-in', ...options }, ApiBearerAuth('access-token'));

/** A user who holds the permission, through `auth_service` or, for `role:*` and `token:*`, in the service the call is about. */
export const RequirePermission = (
  permission: BuiltInPermission,
  options: { service?: ServiceSource; orSelf?: string } = {},
) => {
  const rule: PermissionRule = { kind: 'permission', permission, ...options };
  return declare(rule, ApiBearerAuth('access-token'));
};

/** A service with an application token that has all the scopes. */
export const RequireAppToken = (...scopes: string[]) =>
  declare({ kind: 'app-token', scopes }, ApiBearerAuth('app-token'));

/**
 * The application token is a caller's, shown to somebody else who asks about it: by the header `Gatehouse-Networks: told`
 * they say that they hold the caller's address against the networks that they are told.
 */
export const RequireAppTokenOfCaller = () =>
  declare(
    { kind: 'app-token', scopes: [], tellsNetworks: true },
    ApiBearerAuth('app-token'),
    ApiHeader({
      name: NETWORKS_HEADER,
      required: false,
      description:
        '`told`: the asker compares the address of its caller with `allowed_networks`; without it the address of the asker counts.',
    }),
    ApiHeader({
      name: ASKER_HEADER,
      required: false,
      description:
        'The application token of the service that asks about its caller: the answer then has the scopes that hold at that service, with `asked_by` and `grant`. Without it they are those that the token has at its own service.',
    }),
  );

/** Which limit the route counts against. */
export const RateClass = (name: RateClassName) => SetMetadata(RATE_CLASS, name);

/** The codes that this handler itself may answer; those of access, validation and limits are added from its other declarations. */
export const Refuses = (...codes: Code[]) => SetMetadata(REFUSALS, codes);

/** The handler knows a retry of the same client by these; it keeps no answer. */
export const AcceptsRetryProof = () =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'A random value, new for each refresh and sent again with its retries: a retry with the key of the first try gets the same tokens for as long as they are unused. No answer is kept.',
      // Not `example`: Swagger UI would send it as everybody's key.
      schema: {
        type: 'string',
        minLength: 1,
        maxLength: 255,
        examples: ['0f8b4a52-6a0e-4d0e-9d0b-6c1f3f0f7a11'],
      },
    }),
    ApiHeader({
      name: 'X-Device-Token',
      required: false,
      description:
        'What the device got when it signed in, unless it keeps cookies: by it a retry is known as one of the same device.',
      schema: { type: 'string', maxLength: 256 },
    }),
  );

export interface IdempotentOptions {
  /** The answer holds a secret; every kept answer is sealed. */
  readonly secret?: boolean;
  /**
   * What the act checks besides the guards, where it does: asked again before the kept answer is given. A provider of the
   * handler's module.
   */
  readonly check?: Type<ReplayCheck>;
}

/** The handler creates something: it accepts `Idempotency-Key`. */
export const Idempotent = (options: IdempotentOptions = {}) =>
  applyDecorators(
    SetMetadata(IDEMPOTENT, options),
    UseInterceptors(options.check ? onceCheckedBy(options.check) : new OnceInterceptor()),
  );

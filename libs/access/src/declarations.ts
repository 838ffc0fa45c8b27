import { applyDecorators, SetMetadata, UseInterceptors, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { Code } from '#libs/kernel';
import type { AccessRule, PermissionRule, BuiltInPermission } from './access-rule.js';
import { tellsHandler } from './route-facts.js';
import { requiresMore, type RequiredAuthentication } from './required-authentication.js';
import { onceCheckedBy, OnceInterceptor, type ReplayCheck } from './once.js';

export const ACCESS_RULE = 'gatehouse:access-rule';
export const RATE_CLASS = 'gatehouse:rate-class';
export const REFUSALS = 'gatehouse:refusals';
export const IDEMPOTENT = 'gatehouse:idempotent';
/** Header by which a service that validates a caller's token declares that it checks the caller's address itself. */
export const NETWORKS_HEADER = 'gatehouse-networks';
/** Header with the application token of the service that validates a caller's token. */
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
  applyDecorators(
    SetMetadata(ACCESS_RULE, rule),
    ApiExtension('x-access', rule),
    tellsHandler(),
    ...others,
  );

/** Any caller is allowed. */
export const Public = () => declare({ kind: 'public' });

/** Documents which authentication the handler requires. */
const documented = ({ acr, withinSeconds }: RequiredAuthentication) =>
  requiresMore({ acr, withinSeconds })
    ? [
        ApiExtension('x-required-authentication', {
          ...(acr !== undefined && { acr }),
          ...(withinSeconds !== undefined && { max_age: withinSeconds }),
        }),
      ]
    : [];

/**
 * Any signed-in user. `acr` and `withinSeconds` require that the user was authenticated at that level and that recently;
 * other users step up first (RFC 9470). `whileEnrolling` lets in a user who must enrol a second factor before anything else:
 * for what that takes.
 */
export const SignedIn = (options: RequiredAuthentication & { whileEnrolling?: boolean } = {}) =>
  declare({ kind: 'signed-in', ...options }, ApiBearerAuth('access-token'), ...documented(options));

/**
 * A user with the permission, through `auth_service` or, for `role:*` and `token:*`, in the service that the call
 * concerns, or for `organization:*` at the unit that the call concerns. `acr` and `withinSeconds` as of `SignedIn`, also for the user whom `orSelf` excepts.
 */
export const RequirePermission = (
  permission: BuiltInPermission,
  options: Pick<PermissionRule, 'service' | 'unit' | 'orMember' | 'orSelf'> &
    RequiredAuthentication = {},
) => {
  const rule: PermissionRule = { kind: 'permission', permission, ...options };
  return declare(rule, ApiBearerAuth('access-token'), ...documented(options));
};

/** A service with an application token that has all the scopes. */
export const RequireAppToken = (...scopes: string[]) =>
  declare({ kind: 'app-token', scopes }, ApiBearerAuth('app-token'));

/**
 * The application token belongs to a caller of the asking service: with the header `Gatehouse-Networks: told` the
 * asking service declares that it compares the caller's address with the returned networks.
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

/** The rate limit class of the route. */
export const RateClass = (name: RateClassName) => SetMetadata(RATE_CLASS, name);

/**
 * The codes that the handler itself may respond with; those of access, validation and limits follow from its other
 * declarations.
 */
export const Refuses = (...codes: Code[]) => SetMetadata(REFUSALS, codes);

/** The handler recognises a retry of the same client by these headers; it keeps no answer. */
export const AcceptsRetryProof = () =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'A random value, new for each refresh and sent again with its retries: a retry with the key of the first try gets the same tokens for as long as they are unused. No answer is kept.',
      // Not `example`: Swagger UI would send it as the key of every user.
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
  /** The answer contains a secret; every kept answer is encrypted. */
  readonly secret?: boolean;
  /**
   * Checks of the act in addition to the guards, repeated before a kept answer is sent. A provider of the handler's
   * module.
   */
  readonly check?: Type<ReplayCheck>;
}

/**
 * The handler creates something: it accepts `Idempotency-Key`.
 * @throws Error if the class of the check is not defined yet: its kept answers would be sent without the check
 */
export const Idempotent = (options: IdempotentOptions = {}) => {
  const { check } = options;
  if ('check' in options && !check)
    throw new Error('The check of @Idempotent() is undefined: there may be a circular import');
  return applyDecorators(
    SetMetadata(IDEMPOTENT, options),
    UseInterceptors(check ? onceCheckedBy(check) : new OnceInterceptor()),
  );
};

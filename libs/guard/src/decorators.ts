import 'reflect-metadata';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ACCESS_RULES, type AccessRule } from './access-rules.js';
import { toSeconds, type Duration } from './core/clock.js';
import { identityOf } from './identity.js';
import type {
  AcrValue,
  GatehouseApp,
  GatehouseUser,
  Permission,
  RoleName,
  Scope,
} from './types.js';

import { isUnitSource, type AtUnit } from './unit-source.js';

type Declaration = ClassDecorator & MethodDecorator;

/** Adds a rule to those on the class (including its parent's) or on the method. */
const declare =
  (rule: AccessRule): Declaration =>
  (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const host = (descriptor?.value ?? target) as object;
    const rules = (Reflect.getMetadata(ACCESS_RULES, host) ?? []) as AccessRule[];
    Reflect.defineMetadata(ACCESS_RULES, [rule, ...rules], host);
  };

const named = (decorator: string, names: readonly string[]): readonly string[] => {
  if (names.length === 0 || names.some((name) => typeof name !== 'string' || name === '')) {
    throw new Error(`@${decorator} needs at least one name`);
  }
  return names;
};

/** Any caller is allowed, and no token is read. On a method it overrides the rules of the class. */
export const Public = (): Declaration => declare({ kind: 'public' });

/** A caller without a token is anonymous (`@CurrentUser()` is `undefined`); a token that is sent must be valid. */
export const OptionalAuth = (): Declaration => declare({ kind: 'optional' });

/** Any signed-in user is allowed; also the default of a handler without a declaration. */
export const SignedIn = (): Declaration => declare({ kind: 'signed-in' });

type Names<Name> = [Name, ...Name[]] | [Name, ...Name[], AtUnit];

/** Separates the options, which come last, from the names. */
function split(decorator: string, args: readonly unknown[]) {
  const last = args.at(-1);
  if (typeof last !== 'object' || last === null)
    return { names: named(decorator, args as readonly string[]) };
  const { at } = last as Partial<AtUnit>;
  if (!isUnitSource(at))
    throw new Error(`@${decorator} needs at: param(name), query(name) or body(name)`);
  return { names: named(decorator, args.slice(0, -1) as readonly string[]), at };
}

/**
 * A user who holds all of these permissions in this service; with `{ at: param('orgId') }` last, everywhere or at the unit
 * that the parameter names, or above it.
 */
export const Permissions = (...names: Names<Permission>): Declaration =>
  declare({ kind: 'permissions', ...split('Permissions', names) });

/** A user who holds at least one of these permissions in this service; with `at` last, everywhere or at that unit. */
export const AnyPermission = (...names: Names<Permission>): Declaration =>
  declare({ kind: 'any-permission', ...split('AnyPermission', names) });

/** A user who has at least one of these roles in this service; with `at` last, everywhere or at that unit. */
export const Roles = (...names: Names<RoleName>): Declaration =>
  declare({ kind: 'roles', ...split('Roles', names) });

/**
 * The user whom the parameter names, or one who holds the permission. The parameter is a path parameter (HTTP), an
 * argument (GraphQL) or a member of the payload (WebSocket, microservice).
 */
export const SelfOr = (permission: Permission, parameter: string): Declaration =>
  declare({
    kind: 'self-or',
    permission: String(named('SelfOr', [permission])[0]),
    parameter: String(named('SelfOr', [parameter])[0]),
  });

/**
 * A service with an application token that has all of these scopes, each granted to it by this service; without
 * scopes, any service with a grant from this service. This service itself needs no grant. Users are refused.
 */
export const AppToken = (...scopes: Scope[]): Declaration => declare({ kind: 'app-token', scopes });

/** Asks the server now, without cached answers: one call to the server per request. */
export const Live = (): Declaration => declare({ kind: 'live' });

/** A user whose last authentication is that recent (`'10m'`); other users must sign in again (RFC 9470). */
export const RecentLogin = (within: Duration): Declaration =>
  declare({ kind: 'recent-login', seconds: toSeconds(within) });

const ACR_VALUES: readonly unknown[] = ['aal1', 'aal2'] satisfies AcrValue[];

/**
 * A user who was authenticated at this level at least: `aal2` is two factors. Other users step up (RFC 9470). With
 * `@RecentLogin` both are in one challenge.
 * @throws Error for a level that does not exist
 */
export const Acr = (value: AcrValue): Declaration => {
  if (!ACR_VALUES.includes(value)) throw new Error("@Acr needs 'aal1' or 'aal2'");
  return declare({ kind: 'acr', value });
};

/** A user who was authenticated by two factors: `@Acr('aal2')`. */
export const Mfa = (): Declaration => Acr('aal2');

const currentUser = createParamDecorator(
  (field: keyof GatehouseUser | undefined, context: ExecutionContext) => {
    const user = identityOf(context)?.user;
    return field === undefined ? user : user?.[field];
  },
);

/** The signed-in user, or one field of them; `undefined` if sign-in is optional and the caller is anonymous. */
export const CurrentUser = (field?: keyof GatehouseUser): ParameterDecorator => currentUser(field);

const currentApp = createParamDecorator(
  (field: keyof GatehouseApp | undefined, context: ExecutionContext) => {
    const app = identityOf(context)?.app;
    return field === undefined ? app : app?.[field];
  },
);

/** The calling service of a handler with `@AppToken`, or one field of it. */
export const CurrentApp = (field?: keyof GatehouseApp): ParameterDecorator => currentApp(field);

export { ContradictoryAccess } from './access-rules.js';
export { UndeclaredAccess } from './access-inspector.js';
export { AuthorityError, type Authority } from './core/authority.js';
export type { OnFeedLost } from './core/engine.js';
export type { FeedState } from './core/feed.js';
export type { GuardHealth, GuardProblem, GuardProblemCode, GuardStatus } from './core/health.js';
export {
  Acr,
  AnyPermission,
  AppToken,
  CurrentApp,
  CurrentUser,
  Live,
  Mfa,
  OptionalAuth,
  Permissions,
  Public,
  RecentLogin,
  Roles,
  SelfOr,
  SignedIn,
} from './decorators.js';
export type { Duration } from './core/clock.js';
export { TooManyUnits, type UnitsHeldAt } from './core/unit-answers.js';
export { body, param, query, type AtUnit, type UnitSource } from './unit-source.js';
export type { RefusalBody, RefusalCode } from './errors.js';
export { Gatehouse, type AtUnitId, type UserRef } from './gatehouse.js';
export { GatehouseGuard } from './gatehouse.guard.js';
export {
  GatehouseModule,
  type GatehouseExtras,
  type GatehouseModuleAsyncOptions,
  type GatehouseModuleOptions,
} from './gatehouse.module.js';
export type { HandshakeLike } from './caller-tokens.js';
export { InvalidGatehouseOptions, type GatehouseOptions } from './options.js';
export { CloseOnEnd } from './stream-closers.js';
export { UnenforcedAccess, UnrefusableHandler } from './unenforced-access.js';
export { GatehouseException } from './refusal-exceptions.js';
export type {
  AcrValue,
  GatehouseTypes,
  Permission,
  RoleName,
  Scope,
  GatehouseUser,
  GatehouseApp,
  Manifest,
  ManifestReport,
} from './types.js';

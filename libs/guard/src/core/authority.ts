import type { GatehouseApp, Manifest, ManifestReport } from '../types.js';

/** A public key as published by the server. */
export interface PublicJwk {
  readonly kid?: unknown;
  readonly kty?: unknown;
  readonly crv?: unknown;
  readonly alg?: unknown;
  readonly use?: unknown;
  readonly x?: unknown;
  readonly y?: unknown;
}

export interface JwkSet {
  readonly keys: readonly PublicJwk[];
}

/** A role of this service that a user holds at some unit. */
export interface RoleAtUnits {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly requiresMfa: boolean;
}

/** What a user holds at units of organizations. */
export interface UnitsHeld {
  readonly roles: readonly RoleAtUnits[];
  /** The units that decide about the user, with indexes into `roles`. */
  readonly units: readonly { readonly id: string; readonly roles: readonly number[] }[];
}

/** A unit and its path: the unit itself, its parent, and so on to the organization. */
export interface UnitPathOf {
  readonly id: string;
  readonly path: readonly string[];
}

/** A question for the units at which a user holds a permission. */
export interface UnitsAsked {
  readonly userId: string;
  readonly permission: string;
  readonly acr: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface UnitsPage {
  /** The permission is held without a unit; `units` is then empty. */
  readonly everywhere: boolean;
  readonly units: readonly string[];
  /** `null`: the last page. */
  readonly nextCursor: string | null;
}

/** A user's rights in this service, as reported by the server. */
export interface Rights {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  /** What counts in sessions with two factors (`acr` `aal2`) in addition. */
  readonly aal2Permissions?: readonly string[];
  readonly aal2Roles?: readonly string[];
  /** Of all these roles. */
  readonly roleIds: readonly string[];
  /** Absent if the server does not know units; `too-many`: more units than the guard holds of one user. */
  readonly atUnits?: UnitsHeld | 'too-many' | undefined;
  /** For a conditional request. */
  readonly etag?: string | undefined;
}

/** The server's current answer about an access token. */
export type Introspection =
  | { readonly active: false }
  | { readonly active: true; readonly sub: string; readonly sid: string; readonly rights: Rights };

/**
 * What a calling service may do here: `own`, everything in its tokens, if it is this service itself; the scopes that
 * this service has granted to it; or `null`, nothing, so that it is refused.
 */
export type CallerStanding = 'own' | { readonly granted: readonly string[] } | null;

/** The server's current answer about a caller's application token. */
export interface AppTokenState {
  /** With the scopes that are valid in this service. */
  readonly app: GatehouseApp;
  readonly standing: CallerStanding;
  /** Seconds since the epoch; `null` if it never expires. */
  readonly expiresAt: number | null;
  /** CIDR blocks that it may be used from; empty for any network. */
  readonly allowedNetworks: readonly string[];
}

/** An application token presented by a caller. */
export interface AskedAppToken {
  readonly token: string;
  /** SHA-256 of the token, base64. */
  readonly digest: string;
  /** Key that identifies the caller for rate limiting and fairness. */
  readonly caller: string;
}

export interface AppTokenAnswer {
  /** `null` if the token is not valid. */
  readonly state: AppTokenState | null;
  /** Greater than 0 if this caller has presented too many invalid tokens. */
  readonly retryAfterSeconds: number;
}

/** The bytes of an open feed. */
export type FeedStream = AsyncIterable<Uint8Array>;

/**
 * The server from the guard's view: a port that hides HTTP and that tests replace. Each method throws an
 * `AuthorityError` if there is no reliable answer.
 */
export interface Authority {
  fetchKeys(): Promise<JwkSet>;
  /** `null` if the rights held under `etag` are still current. */
  fetchRights(userId: string, etag?: string): Promise<Rights | null>;
  introspect(token: string): Promise<Introspection>;
  /** The paths of those units that exist, of at most 100; `null` if the server does not know units. */
  fetchUnitPaths?(ids: readonly string[]): Promise<readonly UnitPathOf[] | null>;
  /** One page of the units at which a user holds a permission; `null` if the server does not know units. */
  fetchUnitsWhere?(asked: UnitsAsked): Promise<UnitsPage | null>;
  /** `null` if the token is not valid. */
  validateAppToken(token: string): Promise<AppTokenState | null>;
  /**
   * Checks many tokens, in the given order. An element is `null` if that token could not be looked up. The whole
   * result is `null` if the server does not support this; each token is then checked separately.
   */
  askAppTokens?(
    asked: readonly AskedAppToken[],
  ): Promise<readonly (AppTokenAnswer | null)[] | null>;
  declareManifest(manifest: Manifest, options: { dryRun: boolean }): Promise<ManifestReport>;
  /** Calls `listener` with the server's time, in milliseconds, taken from its answers. */
  onServerTime?(listener: (serverMs: number) => void): void;
  /** `null` if there is no feed: the guard then asks the server for every call. For tests. */
  openFeed: ((cursor: string | null, signal: AbortSignal) => Promise<FeedStream>) | null;
}

/** The server could not be reached, or its answer does not follow the protocol. */
export class AuthorityError extends Error {
  constructor(
    message: string,
    readonly status: number | null = null,
    readonly retryAfterSeconds: number | null = null,
    cause?: unknown,
    /** The reason for a missing answer, if there is no status. */
    readonly kind: 'unreachable' | 'missing' | 'malformed' | null = null,
  ) {
    super(message, { cause });
    this.name = 'AuthorityError';
  }
}

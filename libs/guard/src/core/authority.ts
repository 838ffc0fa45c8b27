import type { GatehouseApp, Manifest, ManifestReport } from '../types.js';

/** A public key as the server publishes it. */
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

/** A user's rights in this service, as the server told them. */
export interface Rights {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  readonly roleIds: readonly string[];
  /** To ask again cheaply. */
  readonly etag?: string | undefined;
}

/** What the server says of an access token now. */
export type Introspection =
  | { readonly active: false }
  | { readonly active: true; readonly sub: string; readonly sid: string; readonly rights: Rights };

/**
 * What a calling service may do here: all that its tokens say when it is this very service, what this one has granted to
 * it, or nothing (`null`): then it is not even let in.
 */
export type CallerStanding = 'own' | { readonly granted: readonly string[] } | null;

/** What the server says of a caller's application token now. */
export interface AppTokenState {
  /** With the scopes that hold here. */
  readonly app: GatehouseApp;
  readonly standing: CallerStanding;
  /** Seconds since the epoch, `null` when it never expires. */
  readonly expiresAt: number | null;
  /** CIDR blocks that it may be used from; empty: from everywhere. */
  readonly allowedNetworks: readonly string[];
}

/** An application token that a caller has shown. */
export interface AskedAppToken {
  readonly token: string;
  /** SHA-256 of the token, base64. */
  readonly digest: string;
  /** By what callers are told apart. */
  readonly caller: string;
}

export interface AppTokenAnswer {
  /** `null`: not a good token. */
  readonly state: AppTokenState | null;
  /** More than 0: this caller has shown too many bad ones. */
  readonly retryAfterSeconds: number;
}

/** A feed that has been opened: its bytes, until they end. */
export type FeedStream = AsyncIterable<Uint8Array>;

/**
 * The server, as a guard sees it: the port behind which HTTP is hidden, and which tests replace. Each method
 * throws an `AuthorityError` when there is no answer to rely on.
 */
export interface Authority {
  fetchKeys(): Promise<JwkSet>;
  /** `null`: what was held under `etag` is still right. */
  fetchRights(userId: string, etag?: string): Promise<Rights | null>;
  introspect(token: string): Promise<Introspection>;
  /** `null`: not a good token. */
  validateAppToken(token: string): Promise<AppTokenState | null>;
  /**
   * Many at once, in the order of the question; `null` in place of one that could not be looked up, and for all when the
   * server cannot be asked so: it is then asked about each.
   */
  askAppTokens?(
    asked: readonly AskedAppToken[],
  ): Promise<readonly (AppTokenAnswer | null)[] | null>;
  declareManifest(manifest: Manifest, options: { dryRun: boolean }): Promise<ManifestReport>;
  /** Calls back with the time of the server, in milliseconds, as its answers tell it. */
  onServerTime?(told: (serverMs: number) => void): void;
  /** `null` where there is none to follow: the guard then asks for every call. For tests. */
  openFeed: ((cursor: string | null, signal: AbortSignal) => Promise<FeedStream>) | null;
}

/** The server could not be asked, or answered something else than the protocol says. */
export class AuthorityError extends Error {
  constructor(
    message: string,
    readonly status: number | null = null,
    readonly retryAfterSeconds: number | null = null,
    cause?: unknown,
    /** Why there was no answer, where no status tells. */
    readonly kind: 'unreachable' | 'missing' | 'malformed' | null = null,
  ) {
    super(message, { cause });
    this.name = 'AuthorityError';
  }
}

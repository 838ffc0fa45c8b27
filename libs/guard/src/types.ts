/**
 * Filled by augmentation, so that a misspelt permission is a compile error. `gatehouse types` writes this file:
 *
 * ```ts
 * declare module '@gatehouse/guard' {
 *   interface GatehouseTypes {
 *     permission: 'orders:read' | 'orders:write';
 *     role: 'clerk';
 *     scope: 'orders:sync';
 *   }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the members come by augmentation
export interface GatehouseTypes {}

type Registered<Kind extends string> = GatehouseTypes extends {
  [K in Kind]: infer Name extends string;
}
  ? Name
  : string;

/** A permission of this service. */
export type Permission = Registered<'permission'>;
/** A role of this service. */
export type RoleName = Registered<'role'>;
/** A scope of application tokens. */
export type Scope = Registered<'scope'>;

/** Who a verified access token speaks for. */
export interface GatehouseUser {
  readonly id: string;
  readonly sessionId: string;
  /** The token's `jti`. */
  readonly tokenId: string;
  /** Whole seconds since the epoch, as in the token. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When the person last proved who they are. */
  readonly authTime: number;
  /** How they did (RFC 8176), e.g. `['pwd']`. */
  readonly amr: readonly string[];
  /** All claims of the token. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The service behind an application token. */
export interface GatehouseApp {
  readonly tokenId: string;
  readonly tokenName: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** Those that hold here: as this service has granted them, or of its own token. */
  readonly scopes: readonly string[];
}

/** What a service knows of permissions and roles, declared to the server. */
export interface Manifest {
  readonly permissions: readonly { readonly name: string; readonly description?: string }[];
  readonly roles?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly permissions?: readonly string[];
    readonly is_default?: boolean;
  }[];
  /** The scopes of callers' application tokens that it relies on: no other ones can be granted from then on. */
  readonly scopes?: readonly string[];
}

/** What the server made of a manifest. */
export interface ManifestReport {
  readonly service: { readonly id: string; readonly name: string };
  readonly dry_run: boolean;
  readonly permissions: {
    readonly created: readonly string[];
    readonly updated: readonly string[];
    readonly unchanged: readonly string[];
    readonly orphaned: readonly { readonly name: string; readonly held_by: readonly string[] }[];
  };
  readonly roles: {
    readonly created: readonly string[];
    readonly extended: readonly string[];
    readonly unchanged: readonly string[];
  };
  /** `orphaned`: granted, and not named. */
  readonly scopes?: {
    readonly created: readonly string[];
    readonly unchanged: readonly string[];
    readonly removed: readonly string[];
    readonly orphaned: readonly { readonly name: string; readonly granted_to: readonly string[] }[];
  };
}

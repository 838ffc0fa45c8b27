/**
 * Extended by augmentation, so that a misspelt permission is a compile error. `gatehouse types` writes this file:
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

/** The level of an authentication (`acr`): one factor, or two. */
export type AcrValue = 'aal1' | 'aal2';

/** The user of a verified access token. */
export interface GatehouseUser {
  readonly id: string;
  readonly sessionId: string;
  /** The token's `jti`. */
  readonly tokenId: string;
  /** Whole seconds since the epoch, as in the token. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When the user last authenticated. */
  readonly authTime: number;
  /** The authentication methods (RFC 8176), e.g. `['pwd']`. */
  readonly amr: readonly string[];
  /** The level of the authentication; a token without it, of an older server, is of `aal1`. */
  readonly acr: AcrValue;
  /** All claims of the token. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The service of an application token. */
export interface GatehouseApp {
  readonly tokenId: string;
  readonly tokenName: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The scopes that are valid here: those granted by this service, or those of its own token. */
  readonly scopes: readonly string[];
}

/** The permissions, roles and scopes of a service, as declared to the server. */
export interface Manifest {
  readonly permissions: readonly { readonly name: string; readonly description?: string }[];
  readonly roles?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly permissions?: readonly string[];
    readonly is_default?: boolean;
    /** The permissions of a new role count only in sessions with two factors; an existing role keeps its own setting. */
    readonly requires_mfa?: boolean;
  }[];
  /** The scopes of callers' application tokens that this service relies on; from then on only these can be granted. */
  readonly scopes?: readonly string[];
}

/** The result of a declared manifest. */
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
    /** Existing roles that do not require two factors although the manifest says so; they get nothing. */
    readonly without_mfa?: readonly string[];
  };
  /** `orphaned`: granted, but not in the manifest. */
  readonly scopes?: {
    readonly created: readonly string[];
    readonly unchanged: readonly string[];
    readonly removed: readonly string[];
    readonly orphaned: readonly { readonly name: string; readonly granted_to: readonly string[] }[];
  };
}

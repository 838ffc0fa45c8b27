import type { ScopesDeclared } from '#api/app-tokens';

/** The permissions, initial roles and scopes that a version of a service declares. */
export interface Manifest {
  readonly permissions: readonly { readonly name: string; readonly description: string | null }[];
  readonly roles: readonly ManifestRole[];
  /** The scopes that the service requires; `null`: the manifest does not declare scopes. */
  readonly scopes: readonly string[] | null;
}

export interface ManifestRole {
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly string[];
  readonly isDefault: boolean;
}

/** The changes that a manifest caused, by name. */
export interface ManifestOutcome {
  readonly permissions: {
    readonly created: string[];
    readonly updated: string[];
    readonly unchanged: string[];
    readonly orphaned: { readonly name: string; readonly heldBy: readonly string[] }[];
  };
  readonly roles: {
    readonly created: string[];
    readonly extended: string[];
    readonly unchanged: string[];
  };
  readonly scopes: ScopesDeclared;
}

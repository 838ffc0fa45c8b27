import type { ScopesDeclared } from '#api/app-tokens';

/** What a version of a service knows: its permissions, and roles to begin with. */
export interface Manifest {
  readonly permissions: readonly { readonly name: string; readonly description: string | null }[];
  readonly roles: readonly ManifestRole[];
  /** The scopes that it relies on; `null`: it says nothing of them. */
  readonly scopes: readonly string[] | null;
}

export interface ManifestRole {
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly string[];
  readonly isDefault: boolean;
}

/** What the server made of it, by name. */
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

import { AppError, canonicalName, type FieldProblem } from '#libs/kernel';
import { OWN_SERVICE_SCOPES, type ScopesDeclared } from '#api/app-tokens';
import { isReservedName } from '#api/rbac';

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
  /** Its permissions count only in sessions with two factors. */
  readonly requiresMfa: boolean;
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
    /** Existing roles without the second factor that the manifest declares for them. */
    readonly withoutMfa: string[];
  };
  readonly scopes: ScopesDeclared;
}

function doubles(field: string, names: readonly string[]): FieldProblem[] {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    const isDouble = seen.has(name);
    seen.add(name);
    const at = `${field}.${index}.name`;
    return isDouble ? [{ field: at, code: 'DUPLICATE', message: 'is given twice' }] : [];
  });
}

function reserved(manifest: Manifest): FieldProblem[] {
  return manifest.permissions.flatMap(({ name }, index) => {
    const field = `permissions.${index}.name`;
    const message = 'names that begin with role: or token: are reserved';
    return isReservedName(name) ? [{ field, code: 'RESERVED', message }] : [];
  });
}

/** Names that differ from an existing one only in case, width or invisible characters. */
function lookAlikes(names: readonly string[], existing: readonly string[]): FieldProblem[] {
  const known = new Set(existing);
  const byForm = new Map(existing.map((name) => [canonicalName(name), name]));
  return names.flatMap((name, index) => {
    const other = known.has(name) ? undefined : byForm.get(canonicalName(name));
    if (other === undefined) return [];
    return [
      { field: `permissions.${index}.name`, code: 'DUPLICATE', message: `is there as ${other}` },
    ];
  });
}

const scopeAt = (index: number) => ['scopes', index].join('.');

function scopes(given: readonly string[]): FieldProblem[] {
  const own = given.flatMap((scope, index) => {
    const message = "is Gatehouse's own";
    return OWN_SERVICE_SCOPES.has(scope)
      ? [{ field: scopeAt(index), code: 'RESERVED', message }]
      : [];
  });
  const twice = given.flatMap((scope, index) =>
    given.indexOf(scope) < index
      ? [{ field: scopeAt(index), code: 'DUPLICATE', message: 'is given twice' }]
      : [],
  );
  return [...own, ...twice];
}

function unknown(manifest: Manifest, known: ReadonlySet<string>): FieldProblem[] {
  return manifest.roles.flatMap((role, roleIndex) =>
    role.permissions.flatMap((name, index) => {
      const field = `roles.${roleIndex}.permissions.${index}`;
      const message = 'is neither in the manifest nor a permission of the service';
      return known.has(name) ? [] : [{ field, code: 'UNKNOWN_PERMISSION', message }];
    }),
  );
}

/**
 * @param existing the names of the service's permissions
 * @throws AppError `VALIDATION_FAILED` with every problem
 */
export function assertCoherent(manifest: Manifest, existing: readonly string[]): void {
  const names = manifest.permissions.map(({ name }) => name);
  const forms = names.map(canonicalName);
  const roles = manifest.roles.map(({ name }) => canonicalName(name));
  const errors = [
    ...reserved(manifest),
    ...doubles('permissions', forms),
    ...lookAlikes(names, existing),
    ...doubles('roles', roles),
    ...scopes(manifest.scopes ?? []),
    ...unknown(manifest, new Set([...names, ...existing])),
  ];
  if (errors.length > 0)
    throw new AppError('VALIDATION_FAILED', { detail: 'The manifest is not valid', errors });
}

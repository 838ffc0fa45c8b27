import { AppError, type FieldProblem } from '#libs/kernel';

/** RFC 6749 section 3.3, and of a readable length. */
export const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]{1,100}$/;
/** Of one token, and of one grant. */
export const MAX_SCOPES = 100;
export const SCOPE_FORM = 'each scope must have 1 to 100 printable characters without spaces';

/** The scope that lets a service declare its permissions, roles and scopes. */
export const MANIFEST_WRITE = 'manifest:write';

/**
 * Scopes that Gatehouse itself relies on, each about the token's own service alone: a service has them by minting, which
 * asks for the right to them, and no service can grant them to another.
 */
export const OWN_SERVICE_SCOPES: ReadonlySet<string> = new Set([MANIFEST_WRITE]);

/** Sorted, each once: as grants and declarations are kept and compared. */
export const inOrder = (scopes: readonly string[]): string[] => [...new Set(scopes)].sort();

function problemOf(scope: string, index: number): FieldProblem[] {
  const field = `scopes.${index}`;
  if (!SCOPE.test(scope)) return [{ field, code: 'WRONG_FORM', message: SCOPE_FORM }];
  if (!OWN_SERVICE_SCOPES.has(scope)) return [];
  const message = `${scope} is Gatehouse's own: no other service relies on it, so none can grant it`;
  return [{ field, code: 'RESERVED', message }];
}

/**
 * Whether scopes may be granted at all, by any caller.
 * @throws AppError `VALIDATION_FAILED`
 */
export function assertGrantable(scopes: readonly string[]): void {
  if (scopes.length > MAX_SCOPES) {
    const message = `must be at most ${MAX_SCOPES}`;
    throw invalidScopes(`The scopes ${message}`, [{ field: 'scopes', code: 'TOO_MANY', message }]);
  }
  const problems = scopes.flatMap(problemOf);
  const [first] = problems;
  if (first) throw invalidScopes(first.message, problems);
}

const invalidScopes = (detail: string, errors: readonly FieldProblem[]) =>
  new AppError('VALIDATION_FAILED', { detail, errors });

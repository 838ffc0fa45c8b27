import type { FieldProblem } from '#libs/kernel';
import { MAX_SCOPES, OWN_SERVICE_SCOPES, SCOPE, SCOPE_FORM } from '../scopes.js';
import { invalidScopes } from './callers.errors.js';

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

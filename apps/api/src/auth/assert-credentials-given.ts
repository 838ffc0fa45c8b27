import { credentialsRequired } from './auth.errors.js';

interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * Both or one refusal that names both, as the original service said it.
 * @throws AppError `VALIDATION_FAILED`
 */
export function assertCredentialsGiven(body: Partial<Credentials>): asserts body is Credentials {
  const given = { email: body.email?.trim(), password: body.password };
  const missing = Object.entries(given).flatMap(([field, value]) => (value ? [] : [field]));
  if (missing.length > 0) throw credentialsRequired(missing);
}

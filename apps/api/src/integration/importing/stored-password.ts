import { parseStoredHash } from '#api/users/passwords';

/** A bcrypt hash that signing in can verify: `$2a$`, `$2b$`, `$2y$`, or one that Gatehouse itself has exported. */
export function isVerifiableHash(text: string): boolean {
  return parseStoredHash(text) !== null;
}

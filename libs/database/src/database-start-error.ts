/** Why the server cannot start with its database, in words for the operator; printed without a stack. */
export class DatabaseStartError extends Error {
  override name = 'DatabaseStartError';
}

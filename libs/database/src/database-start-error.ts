/**
 * Raised if the server cannot start with its database; the message is for the operator and printed without a stack.
 */
export class DatabaseStartError extends Error {
  override name = 'DatabaseStartError';
}

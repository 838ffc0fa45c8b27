/** Why there is no database to start with, in words for whoever starts the server; no stack is needed. */
export class DatabaseStartError extends Error {
  override name = 'DatabaseStartError';
}

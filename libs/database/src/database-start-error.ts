/**
 * Raised if the server cannot start with its database; the message is for the operator and printed without a stack.
 */
export class DatabaseStartError extends Error {
  override name = 'DatabaseStartError';
}

/** Raised if the embedded database cannot be used. */
export class EmbeddedDatabaseError extends DatabaseStartError {
  override name = 'EmbeddedDatabaseError';
}

/** The file system error in a few words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    ENOTDIR: 'a part of the path is not a folder',
    EEXIST: 'a file is in the way',
  };
  return (code !== undefined && words[code]) || message;
}

import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { randomToken } from '#libs/kernel';

/**
 * The secret in a file that only its owner may read, created at the first call. After a power failure the file is
 * either complete or absent.
 */
export function keepSecret(path: string): string {
  const secret = `${randomToken()}\n`;
  if (readIfThere(path) === null) writeDurably(path, secret, linkSync);
  // An empty file was damaged and is replaced.
  if (readIfThere(path) === null) writeDurably(path, secret);
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}

/** The trimmed content; `null` if the file is absent or empty. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** @param place moves the finished file to its name; by default it replaces an existing one */
export function writeDurably(
  path: string,
  text: string,
  place: (from: string, to: string) => void = renameSync,
): void {
  const staging = `${path}.${randomToken(6)}.new`;
  try {
    const file = openSync(staging, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    place(staging, path);
  } catch (error) {
    // Another process was faster, and its content is used.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(staging, { force: true });
  }
  syncFolder(dirname(path));
}

/** The new name must reach the disk too; not every system allows opening a folder for that. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Windows.
  }
}

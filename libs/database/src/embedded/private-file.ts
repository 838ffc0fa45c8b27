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
 * The secret kept in a file that only its owner may read, made at the first call. After a power cut the
 * file is there whole or not at all.
 */
export function keepSecret(path: string): string {
  const secret = `${randomToken()}\n`;
  if (readIfThere(path) === null) writeDurably(path, secret, linkSync);
  // What is empty was spoilt by other hands.
  if (readIfThere(path) === null) writeDurably(path, secret);
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}

/** Trimmed; `null` when there is no such file or it is empty. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** `place` gives the finished file its name: by default over whatever has it. */
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
    // Another process was faster: what it wrote holds.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(staging, { force: true });
  }
  syncFolder(dirname(path));
}

/** The new name itself must reach the disk; not every system lets a folder be opened for that. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Windows.
  }
}

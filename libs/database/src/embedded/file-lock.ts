import { randomUUID } from 'node:crypto';
import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive, isOfThisRealm, type ProcessIdentity } from './process-identity.js';

interface Holder extends ProcessIdentity {
  readonly token: string;
}

/** Raised if another process holds the lock. */
export class FileLockHeld extends Error {
  override name = 'FileLockHeld';

  constructor(
    readonly path: string,
    readonly holder: ProcessIdentity,
  ) {
    super(`${path} is held by process ${holder.pid}`);
  }
}

const BEAT_MS = 1000;
/** A holder in another container cannot be looked up; it proves that it is alive by touching the file. */
const FOREIGN_SILENCE_MS = 4 * BEAT_MS;
const POLL_MS = 20;

/**
 * Mutual exclusion between processes by a file. A file left by a killed process is recognised; the process id alone is
 * not enough, because ids are reused.
 */
export class FileLock {
  private constructor(
    private readonly path: string,
    private readonly token: string,
    private readonly beat: NodeJS.Timeout,
  ) {}

  /** @throws FileLockHeld if a live process holds it for longer than `waitMs`. */
  static async acquire(path: string, waitMs = 0): Promise<FileLock> {
    const started = performance.now();
    for (;;) {
      const token = tryCreate(path);
      if (token) return new FileLock(path, token, keepBeating(path));
      const holder = readHolder(path);
      if (holder && (await isHeld(path, holder))) {
        if (performance.now() - started >= waitMs) throw new FileLockHeld(path, holder);
        await sleep(POLL_MS);
      } else if (holder) {
        takeAway(path, holder.token);
      } else {
        removeGarbage(path);
      }
    }
  }

  release(): void {
    clearInterval(this.beat);
    if (readHolder(this.path)?.token === this.token) rmSync(this.path, { force: true });
  }
}

/** A hard link appears atomically with its content, and only if the name is free. */
function tryCreate(path: string): string | null {
  const identity = identityOf(process.pid);
  if (!identity) throw new Error('This process cannot tell when it began');
  const token = randomUUID();
  const staging = `${path}.${token}`;
  writeFileSync(staging, JSON.stringify({ ...identity, token }), { mode: 0o600 });
  try {
    linkSync(staging, path);
    return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  } finally {
    rmSync(staging, { force: true });
  }
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

async function isHeld(path: string, holder: Holder): Promise<boolean> {
  if (isOfThisRealm(holder)) return isAlive(holder);
  const before = modifiedMs(path);
  for (let silentMs = 0; silentMs < FOREIGN_SILENCE_MS; silentMs += BEAT_MS / 4) {
    await sleep(BEAT_MS / 4);
    if (modifiedMs(path) !== before) return true;
  }
  return false;
}

/** Two processes may find the same dead holder: a process that has removed the file of a live one restores it. */
function takeAway(path: string, deadToken: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (readHolder(aside)?.token !== deadToken) linkSync(aside, path);
  } catch {
    // Another process was faster.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** A power failure can leave an empty file. */
function removeGarbage(path: string): void {
  if (modifiedMs(path) !== null && readHolder(path) === null) rmSync(path, { force: true });
}

function keepBeating(path: string): NodeJS.Timeout {
  const beat = (): void => {
    const seconds = (performance.timeOrigin + performance.now()) / 1000;
    try {
      utimesSync(path, seconds, seconds);
    } catch {
      // The disk is full or the folder is gone; this must not be what fails.
    }
  };
  return setInterval(beat, BEAT_MS).unref();
}

function modifiedMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

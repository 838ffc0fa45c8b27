import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { canReach, type Account } from './account.js';
import { EmbeddedDatabaseError, reasonOf } from '../database-start-error.js';
import { keepSecret, readIfThere, writeDurably } from './private-file.js';

/** DATA_DIR: the files of one installation on this machine. */
export class DataDir {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  readonly file = (name: string): string => join(this.path, name);

  /** @throws EmbeddedDatabaseError if the folder cannot be used. */
  prepare(): void {
    try {
      const isNew = mkdirSync(this.path, { recursive: true }) !== undefined;
      // Other accounts may pass through to the cluster's own closed folder, but not list this one.
      if (isNew) chmodSync(this.path, 0o711);
      if (!statSync(this.path).isDirectory()) throw new Error('it is not a folder');
      accessSync(this.path, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (cause) {
      throw this.unusable(cause);
    }
  }

  /** @throws EmbeddedDatabaseError */
  keepSecret(name: string): string {
    try {
      return keepSecret(this.file(name));
    } catch (cause) {
      throw this.unusable(cause);
    }
  }

  /** The existing secret; `null` if there is none, or it cannot be read. */
  findSecret(name: string): string | null {
    try {
      return readIfThere(this.file(name));
    } catch {
      return null;
    }
  }

  /** Whether a cluster was created for this folder. */
  hasCluster(): boolean {
    return [CLUSTER_NAME, PLACE_FILE].some((name) => existsSync(this.file(name)));
  }

  /**
   * The folder of the cluster: DATA_DIR itself or, if the database's account cannot access it, one that it can,
   * recorded here.
   */
  clusterPlace(account: Account | null): string {
    const remembered = readIfThere(this.file(PLACE_FILE));
    if (remembered !== null) {
      if (statSync(remembered, { throwIfNoEntry: false })) return remembered;
      throw new EmbeddedDatabaseError(
        `The embedded database of ${this.path} was kept in ${remembered}, which is gone. ` +
          `Bring it back, or remove ${this.file(PLACE_FILE)} to begin with an empty database.`,
      );
    }
    if (!account || canReach(account, this.path)) return this.path;
    this.assertNotCutOff(account);
    const place = makePlace();
    writeDurably(this.file(PLACE_FILE), `${place}\n`);
    return place;
  }

  private assertNotCutOff(account: Account): void {
    if (!statSync(this.file(CLUSTER_NAME), { throwIfNoEntry: false })) return;
    throw new EmbeddedDatabaseError(
      `The embedded database in ${this.path} runs as ${account.name}, who can no longer reach it: ` +
        'a folder above it was closed. Open that folder for passing through (chmod a+x).',
    );
  }

  private unusable(cause: unknown): EmbeddedDatabaseError {
    return new EmbeddedDatabaseError(
      `DATA_DIR ${this.path} cannot be used: ${reasonOf(cause)}. ` +
        'Choose a folder that this user may write to, or set DATABASE_URL.',
      { cause },
    );
  }
}

export const CLUSTER_NAME = 'postgres';
const PLACE_FILE = 'postgres-place';
/** The first writable one is used; the data should survive a restart of the machine. */
const BASES = ['/var/lib', '/var/tmp', tmpdir()];

function makePlace(): string {
  for (const base of BASES) {
    try {
      const place = mkdtempSync(join(base, 'gatehouse-'));
      chmodSync(place, 0o711);
      return place;
    } catch {
      // The next folder is tried.
    }
  }
  throw new EmbeddedDatabaseError(
    'No folder was found that an unprivileged account can reach for the embedded database. ' +
      'Set DATA_DIR to one, or set DATABASE_URL.',
  );
}

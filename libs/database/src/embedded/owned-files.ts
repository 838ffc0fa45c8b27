import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Account } from './account.js';

/** Creates files and folders for the account of the database, closed to all others. */
export class OwnedFiles {
  constructor(private readonly account: Account | null) {}

  makeFolder(path: string): void {
    mkdirSync(path, { mode: 0o700 });
    this.own(path);
  }

  write(path: string, text: string): void {
    writeFileSync(path, text, { mode: 0o600 });
    this.own(path);
  }

  remove(path: string): void {
    rmSync(path, { recursive: true, force: true });
  }

  private own(path: string): void {
    if (this.account) chownSync(path, this.account.uid, this.account.gid);
  }
}

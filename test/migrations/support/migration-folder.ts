import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of migrations for one test. */
export class MigrationFolder {
  readonly dir = mkdtempSync(join(tmpdir(), 'gatehouse-migrations-'));

  constructor() {
    for (const side of ['up', 'down']) mkdirSync(join(this.dir, side));
  }

  path(side: 'up' | 'down', name: string): string {
    return join(this.dir, side, `${name}.sql`);
  }

  /** Writes a pair; without `down` only the first of it. */
  add(name: string, up: string, down?: string): this {
    writeFileSync(this.path('up', name), up);
    if (down !== undefined) writeFileSync(this.path('down', name), down);
    return this;
  }

  /** A pair that makes one table. */
  addTable(version: string, table: string): this {
    return this.add(
      `${version}-${table}`,
      `CREATE TABLE ${table} (id int);`,
      `DROP TABLE ${table};`,
    );
  }

  /** Changes one character of a file. */
  flip(side: 'up' | 'down', name: string): void {
    const path = this.path(side, name);
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(0) ^ 0x20, 0);
    writeFileSync(path, bytes);
  }

  delete(side: 'up' | 'down', name: string): void {
    rmSync(this.path(side, name));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

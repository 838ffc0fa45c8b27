import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wrongUse } from '../errors.js';
import { nextVersion, parseFileName, slugOf } from './migration-name.js';

export interface CreatedMigration {
  readonly version: string;
  readonly name: string;
  readonly upPath: string;
  readonly downPath: string;
}

async function newestVersion(dir: string): Promise<string | undefined> {
  const names = (await Promise.all(['up', 'down'].map((side) => readdir(join(dir, side))))).flat();
  const versions = names.flatMap((name) => parseFileName(name)?.version ?? []);
  return versions.sort().at(-1);
}

/** `false` if another process has just created the file. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Creates the two empty files of a new migration, with a version after all existing ones. */
export async function createMigration(
  dir: string,
  title: string,
  now: Date,
): Promise<CreatedMigration> {
  const slug = slugOf(title);
  if (!slug) throw wrongUse('A migration needs a name of letters or digits.');
  await mkdir(join(dir, 'up'), { recursive: true });
  await mkdir(join(dir, 'down'), { recursive: true });
  for (;;) {
    const version = nextVersion(now, await newestVersion(dir));
    const name = `${version}-${slug}`;
    const upPath = join(dir, 'up', `${name}.sql`);
    const downPath = join(dir, 'down', `${name}.sql`);
    if (!(await writeNew(upPath, `-- ${title.replace(/\s+/g, ' ').trim()}\n`))) continue;
    await writeNew(downPath, `-- Undoes ${name}\n`);
    return { version, name, upPath, downPath };
  }
}

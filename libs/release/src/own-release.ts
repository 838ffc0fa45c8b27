import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** From this file: as a source in libs/release/src, built in dist/libs/release/src. */
const ROOTS = ['../../..', '../../../..'];

function readRelease(): string {
  const files = ROOTS.map((root) => join(import.meta.dirname, root, 'package.json'));
  const file = files.find((path) => existsSync(path)) ?? (files[0] as string);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

let known: string | undefined;

/** The release of this code, as `package.json` says: what a schema may be too new for. */
export const ownRelease = (): string => (known ??= readRelease());

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const besideRoot = (root: string): string => join(import.meta.dirname, root, 'package.json');

function readRelease(): string {
  // As a source in libs/release/src; built in dist/libs/release/src.
  const asSource = besideRoot('../../..');
  const file = existsSync(asSource) ? asSource : besideRoot('../../../..');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

let known: string | undefined;

/** The release of this code, as `package.json` says: what a schema may be too new for. */
export const ownRelease = (): string => (known ??= readRelease());

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** From the built file: dist/apps/cli/src. */
const PACKAGE = join(import.meta.dirname, '../../../..', 'package.json');

export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  return version;
}

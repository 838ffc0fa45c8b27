import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built package as it is published; built first when it is missing. */
const root = fileURLToPath(new URL('../../libs/guard/', import.meta.url));
if (!existsSync(`${root}dist/esm/index.js`)) {
  execFileSync(process.execPath, [`${root}build.mjs`], { stdio: 'inherit' });
}

export const guard = await import(`${root}dist/esm/index.js`);
export const testing = await import(`${root}dist/esm/testing/index.js`);

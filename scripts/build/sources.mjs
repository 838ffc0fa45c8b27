import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const SETTINGS = [
  'scripts/build.mjs',
  'scripts/build/bundle-helpers.mjs',
  'scripts/build/bundle.mjs',
  'scripts/build/compile.mjs',
  'scripts/build/source-places.mjs',
  'scripts/build/sources.mjs',
  'scripts/build/start-bundle.js',
  'package.json',
  'package-lock.json',
];

/** All files below a folder, sorted, with `/` on every system. */
export function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The sources of the build: TypeScript without specs, and the files that are copied unchanged. */
export function listSources(root) {
  const roots = ['apps', 'libs'].flatMap((kind) =>
    existsSync(join(root, kind))
      ? readdirSync(join(root, kind)).map((name) => join(root, kind, name, 'src'))
      : [],
  );
  return roots.flatMap(listFiles).filter((path) => !/\.spec\.ts$/.test(path));
}

/** Without the libraries that are published separately: they contain their files themselves. */
export const isAsset = (path) =>
  !/\.tsx?$/.test(path) && !existsSync(join(path.split(`${sep}src${sep}`)[0], 'package.json'));

/** A hash of everything on which the result of a build depends. */
export function fingerprint(root) {
  const hash = createHash('sha256');
  const settings = SETTINGS.map((name) => join(root, name)).filter(existsSync);
  for (const path of [...listSources(root), ...settings]) {
    hash.update(`${relative(root, path).replaceAll(sep, '/')}\0`).update(readFileSync(path));
  }
  return hash.update(process.version).digest('hex');
}

/** The time of the newest file of a folder, by which another build is noticed. */
export function newestChange(folder) {
  return listFiles(folder).reduce((newest, path) => Math.max(newest, statSync(path).mtimeMs), 0);
}

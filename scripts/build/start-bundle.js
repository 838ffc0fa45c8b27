// Copied to dist/bundle/. Loads a bundle with the code that V8 has compiled of it before: half of a start is compiling.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

const FOLDER = import.meta.dirname;
const fileOf = (name) => join(FOLDER, `${name}.cjs`);
const cacheOf = (name) => join(FOLDER, `${name}.cache`);

function readCache(name) {
  try {
    return readFileSync(cacheOf(name));
  } catch {
    return undefined;
  }
}

function load(name, cachedData) {
  const filename = fileOf(name);
  // The bundle is ASCII: so it is not decoded, and takes one byte a character.
  const source = readFileSync(filename, 'latin1');
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
    { filename, cachedData },
  );
  const module = { exports: {} };
  script.runInThisContext()(
    module.exports,
    createRequire(filename),
    module,
    filename,
    dirname(filename),
  );
  return { script, exports: module.exports };
}

/** Code that another version of Node.js, or one with other flags, has compiled is not taken: it compiles anew. */
export const startBundle = (name) => load(name, readCache(name)).exports.start();

/**
 * Also of what was compiled while it loaded.
 * @param words of the command line, to be run with them; none for a program that is to be loaded alone
 */
export async function writeCodeCache(name, words) {
  const { script, exports } = load(name);
  if (words) {
    process.argv.splice(1, Infinity, name, ...words);
    await exports.start();
  }
  writeFileSync(cacheOf(name), script.createCachedData());
}

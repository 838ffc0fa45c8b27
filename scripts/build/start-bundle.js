// Copied to dist/bundle/. Loads the bundle with its V8 code cache, because compiling takes half of a start.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

const FOLDER = import.meta.dirname;
const BUNDLE = join(FOLDER, 'programs.cjs');
const CACHE = join(FOLDER, 'programs.cache');
const PLACES = join(FOLDER, 'programs.places');
const SOURCES = join(FOLDER, 'programs.sources.json');

function readCache() {
  try {
    return readFileSync(CACHE);
  } catch {
    return undefined;
  }
}

function load(cachedData) {
  // The bundle is ASCII: it needs no decoding and takes one byte a character.
  const source = readFileSync(BUNDLE, 'latin1');
  const script = new Script(source, { filename: BUNDLE, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(BUNDLE), module, BUNDLE, FOLDER);
  return { script, programs: module.exports };
}

/** As source-places.mjs writes them. */
const NUMBERS_PER_PLACE = 2;
const COLUMNS = 1 << 16;
const SOURCE_LINES = 1 << 19;

/** The last place at or before a position of the bundle; -1: none. */
function findPlace(numbers, position) {
  let low = 0;
  let high = numbers.length / NUMBERS_PER_PLACE;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle * NUMBERS_PER_PLACE] <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** File and line of the source of a position of the bundle: a part of its map, read when the first stack is formatted. */
function readPlaces() {
  try {
    const bytes = readFileSync(PLACES);
    const { sources } = JSON.parse(readFileSync(SOURCES, 'utf8'));
    const numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    return (line, column) => {
      const position = (line - 1) * COLUMNS + Math.min(column - 1, COLUMNS - 1);
      const found = findPlace(numbers, position);
      if (found < 0) return undefined;
      const place = numbers[found * NUMBERS_PER_PLACE + 1];
      return `${join(FOLDER, sources[Math.floor(place / SOURCE_LINES)])}:${place % SOURCE_LINES}`;
    };
  } catch {
    return () => undefined;
  }
}

/** Formats frames of the bundle with file and line of the source. */
function tellSources() {
  const place = `${BUNDLE}:`;
  let originalOf;
  Error.prepareStackTrace = (error, frames) => {
    const told = frames.map((frame) => {
      const text = String(frame);
      if (!text.includes(place)) return text;
      originalOf ??= readPlaces();
      const original = originalOf(frame.getLineNumber(), frame.getColumnNumber());
      return original ? text.replace(/[^( ]*\.cjs:\d+:\d+/, () => original) : text;
    });
    return [Error.prototype.toString.call(error), ...told].join('\n    at ');
  };
}

/**
 * Starts one program of the bundle. V8 rejects a code cache of another version of Node.js or of other flags, and then
 * compiles the bundle.
 */
export async function startBundle(name) {
  tellSources();
  const { start } = await load(readCache()).programs[name]();
  await start();
}

/**
 * Writes the code cache, with what was compiled while the programs were loaded and run.
 * @param programs name and words of each: it is run with the words; without words it is only loaded
 */
export async function writeCodeCache(programs) {
  const { script, programs: loaded } = load();
  for (const [name, words] of programs) {
    const { start } = await loaded[name]();
    if (!words) continue;
    process.argv.splice(1, Infinity, name, ...words);
    await start();
  }
  writeFileSync(CACHE, script.createCachedData());
}

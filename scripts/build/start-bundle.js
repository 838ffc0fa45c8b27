// Copied to dist/bundle/. Loads the bundle with its V8 code cache, because compiling takes half of a start.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire, SourceMap } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

const FOLDER = import.meta.dirname;
/** Lines are counted from 1, so 0 means no line. */
const NUMBERS_PER_LINE = 2;
const BUNDLE = join(FOLDER, 'programs.cjs');
const CACHE = join(FOLDER, 'programs.cache');
const LINES = join(FOLDER, 'programs.lines');
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

/** The source of each line of the bundle: a small part of its map, read when the first stack is formatted. */
function readLines() {
  try {
    const bytes = readFileSync(LINES);
    const { sources } = JSON.parse(readFileSync(SOURCES, 'utf8'));
    const numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    return (line) => {
      const at = (line - 1) * NUMBERS_PER_LINE;
      const original = numbers[at + 1];
      return original ? `${join(FOLDER, sources[numbers[at]])}:${original}` : undefined;
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
      originalOf ??= readLines();
      const original = originalOf(frame.getLineNumber());
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

/** Converts the map to the form that `tellSources` reads. */
export function writeLines() {
  const map = JSON.parse(readFileSync(`${BUNDLE}.map`, 'utf8'));
  const decoded = new SourceMap(map);
  const sources = new Map(map.sources.map((source, index) => [source, index]));
  const lines = readFileSync(BUNDLE, 'latin1').split('\n');
  const numbers = new Uint32Array(lines.length * NUMBERS_PER_LINE);
  for (const [index, line] of lines.entries()) {
    const { originalSource, originalLine } = decoded.findEntry(index, line.length);
    if (originalSource === undefined) continue;
    numbers[index * NUMBERS_PER_LINE] = sources.get(originalSource);
    numbers[index * NUMBERS_PER_LINE + 1] = originalLine + 1;
  }
  writeFileSync(LINES, numbers);
  writeFileSync(SOURCES, JSON.stringify({ sources: map.sources }));
}

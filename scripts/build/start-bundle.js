// Copied to dist/bundle/. Loads a bundle with its V8 code cache, because compiling takes half of a start.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire, SourceMap } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

const FOLDER = import.meta.dirname;
/** Lines are counted from 1, so 0 means no line. */
const NUMBERS_PER_LINE = 2;
const fileOf = (name) => join(FOLDER, `${name}.cjs`);
const besides = (name, kind) => join(FOLDER, `${name}.${kind}`);

function readCache(name) {
  try {
    return readFileSync(besides(name, 'cache'));
  } catch {
    return undefined;
  }
}

function load(name, cachedData) {
  const filename = fileOf(name);
  // The bundle is ASCII: it needs no decoding and takes one byte a character.
  const source = readFileSync(filename, 'latin1');
  const script = new Script(source, { filename, cachedData });
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

/** The source of each line of a bundle: a small part of its map, read when the first stack is formatted. */
function readLines(name) {
  try {
    const bytes = readFileSync(besides(name, 'lines'));
    const { sources } = JSON.parse(readFileSync(besides(name, 'sources.json'), 'utf8'));
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
function tellSources(name) {
  const place = `${fileOf(name)}:`;
  let originalOf;
  Error.prepareStackTrace = (error, frames) => {
    const told = frames.map((frame) => {
      const text = String(frame);
      if (!text.includes(place)) return text;
      originalOf ??= readLines(name);
      const original = originalOf(frame.getLineNumber());
      return original ? text.replace(/[^( ]*\.cjs:\d+:\d+/, () => original) : text;
    });
    return [Error.prototype.toString.call(error), ...told].join('\n    at ');
  };
}

/** V8 rejects a code cache of another version of Node.js or of other flags; then it compiles the bundle. */
export function startBundle(name) {
  tellSources(name);
  return load(name, readCache(name)).exports.start();
}

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
  writeFileSync(besides(name, 'cache'), script.createCachedData());
}

/** Converts the map to the form that `tellSources` reads. */
export function writeLines(name) {
  const map = JSON.parse(readFileSync(`${fileOf(name)}.map`, 'utf8'));
  const decoded = new SourceMap(map);
  const sources = new Map(map.sources.map((source, index) => [source, index]));
  const lines = readFileSync(fileOf(name), 'latin1').split('\n');
  const numbers = new Uint32Array(lines.length * NUMBERS_PER_LINE);
  for (const [index, line] of lines.entries()) {
    const { originalSource, originalLine } = decoded.findEntry(index, line.length);
    if (originalSource === undefined) continue;
    numbers[index * NUMBERS_PER_LINE] = sources.get(originalSource);
    numbers[index * NUMBERS_PER_LINE + 1] = originalLine + 1;
  }
  writeFileSync(besides(name, 'lines'), numbers);
  writeFileSync(besides(name, 'sources.json'), JSON.stringify({ sources: map.sources }));
}

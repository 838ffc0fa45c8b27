// Keeps migrations/SHA256SUMS: the checksum of each migration file, as the migrator records it in databases. Lines are only
// ever added. `--check` changes nothing and fails when a line is missing, too.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const LIST = 'migrations/SHA256SUMS';
/** The format of `sha256sum`, so that `sha256sum -c` can read it. */
const LINE = /^([0-9a-f]{64}) {2}((?:up|down)\/[^/]+\.sql)$/;

const RESTORE =
  'Databases may have applied it: restore it, and make the change in a new migration. ' +
  `Only while no other branch has the file, delete its line from ${LIST} and run npm run generate.`;

/** The valid lines of the list by path, and the invalid ones. */
function parse(text) {
  const listed = new Map();
  const malformed = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, checksum, path] = LINE.exec(line) ?? [];
    if (path !== undefined && !listed.has(path)) listed.set(path, checksum);
    else if (line !== '')
      malformed.push(`${LIST}:${index + 1} is no line of sha256sum, or repeats one`);
  }
  return { listed, malformed };
}

/** The checksum of each file by its path under `migrations`, or why it has none. */
async function readFiles(dir) {
  const migrator = pathToFileURL(join(ROOT, 'dist/libs/migrator/src/index.js')).href;
  const { readMigrationFiles } = await import(migrator);
  const { migrations } = await readMigrationFiles(dir);
  const sides = migrations.flatMap(({ up, down }) => (down ? [up, down] : [up]));
  return sides.map(({ path, checksum, defect }) => ({
    path: relative(dir, path).replaceAll('\\', '/'),
    checksum,
    defect,
  }));
}

function refusalsOf(files, listed) {
  const there = new Set(files.map(({ path }) => path));
  const gone = [...listed.keys()].filter((path) => !there.has(path));
  const changed = files.filter(
    ({ path, checksum, defect }) =>
      defect === undefined && listed.has(path) && listed.get(path) !== checksum,
  );
  return [
    ...files.flatMap(({ defect }) => defect ?? []),
    ...changed.map(
      ({ path }) => `migrations/${path} is not as it was recorded in ${LIST}. ${RESTORE}`,
    ),
    ...gone.map((path) => `migrations/${path} is recorded in ${LIST} and is missing. ${RESTORE}`),
  ];
}

/**
 * Adds missing files to the list, or with `isCheck` only compares. Answers the problems as sentences; when a listed
 * file was changed or is missing, nothing is written.
 * @throws when there is no folder of migrations
 */
export async function keepMigrationChecksums(root, isCheck) {
  const path = join(root, LIST);
  const text = existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : '';
  const { listed, malformed } = parse(text);
  const files = await readFiles(join(root, 'migrations'));
  const refusals = [...malformed, ...refusalsOf(files, listed)];
  const added = files.filter((file) => !listed.has(file.path));
  if (refusals.length > 0 || added.length === 0) return refusals;
  if (isCheck) {
    return added.map((file) => `migrations/${file.path} is not in ${LIST}: run npm run generate`);
  }
  writeFileSync(path, files.map((file) => `${file.checksum}  ${file.path}\n`).join(''));
  return [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? ROOT;
  const faults = await keepMigrationChecksums(root, process.argv.includes('--check'));
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

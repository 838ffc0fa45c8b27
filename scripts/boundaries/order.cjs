// Reads the order of imports from docs/architecture.md, the only place where it is written.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const PAGE = join(__dirname, '../../docs/architecture.md');
const BLOCK = /^```text order of the features\n(.*?)^```$/ms;
const KINDS = ['libraries', 'platform', 'features'];
const NAME = /^[a-z][a-z-]*$/;

const isUnique = (names) => new Set(names).size === names.length;

/** Parses `a, b < c` to `[['a', 'b'], ['c']]`; members of one list do not import each other. */
function readLine(text, kind) {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${kind}: `));
  if (line === undefined)
    throw new Error(`The order in docs/architecture.md has no line "${kind}: …"`);
  const levels = line
    .slice(kind.length + 2)
    .split('<')
    .map((level) => level.split(',').map((name) => name.trim()));
  const names = levels.flat();
  const bad = names.find((name) => !NAME.test(name));
  if (bad !== undefined)
    throw new Error(`"${bad}" in "${kind}: …" of docs/architecture.md is no folder name`);
  if (!isUnique(names))
    throw new Error(`A name stands twice in "${kind}: …" of docs/architecture.md`);
  return levels;
}

/**
 * The levels of each kind, the lowest first.
 * @throws Error when the block, a line or a name cannot be read: without an order nothing would be checked.
 */
function readOrder(page = readFileSync(PAGE, 'utf8')) {
  const block = BLOCK.exec(page);
  if (!block) throw new Error('docs/architecture.md has no block "```text order of the features"');
  const text = block[1];
  return Object.fromEntries(KINDS.map((kind) => [kind, readLine(text, kind)]));
}

module.exports = { readOrder };

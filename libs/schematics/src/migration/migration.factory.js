'use strict';

const { isAbsolute, relative } = require('node:path');

const FILE = /^(\d{14})-.+\.sql$/;
const MAX_TITLE = 100;
const DEFAULT_FOLDER = 'migrations';

/** The name as part of a file name: `Add Avatars` becomes `add-avatars`. */
function slugOf(name) {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_TITLE)
    .replace(/-+$/, '');
}

/** The current time in UTC, or the newest version plus one: a new file never sorts before an older one. */
function nextVersion(now, newest) {
  const moment = now.toISOString().replace(/\D/g, '').slice(0, 14);
  return newest === undefined || moment > newest ? moment : String(Number(newest) + 1);
}

function newestVersion(tree, folder) {
  const names = ['up', 'down'].flatMap((side) => tree.getDir(`${folder}/${side}`).subfiles);
  return names
    .flatMap((name) => FILE.exec(name)?.[1] ?? [])
    .sort()
    .at(-1);
}

/** The given path; otherwise the folder of the project, then `MIGRATIONS_DIR`, then the default folder. */
function folderOf(tree, { path, sourceRoot }) {
  if (path) return path;
  const ofProject = sourceRoot ? `${sourceRoot}/../${DEFAULT_FOLDER}` : DEFAULT_FOLDER;
  if (tree.getDir(`${ofProject}/up`).subfiles.length > 0) return ofProject;
  return insideTree(fromEnvironment(tree)) ?? DEFAULT_FOLDER;
}

/** `MIGRATIONS_DIR` as the migrator reads it: the environment takes precedence over `.env`. */
function fromEnvironment(tree) {
  if (process.env.MIGRATIONS_DIR) return process.env.MIGRATIONS_DIR;
  const text = tree.exists('.env') ? tree.read('.env').toString() : '';
  const line = /^\s*(?:export\s+)?MIGRATIONS_DIR\s*=\s*(.*)$/m.exec(text)?.[1]?.trim();
  return line?.replace(/^(["'])(.*)\1.*$/, '$2').replace(/\s+#.*$/, '');
}

/** The folder relative to the working folder: a schematic can create files only below it. */
function insideTree(folder) {
  if (!folder || !isAbsolute(folder)) return folder || null;
  const inside = relative(process.cwd(), folder);
  if (!inside.startsWith('..') && !isAbsolute(inside)) return inside || '.';
  throw new Error(
    `MIGRATIONS_DIR ${folder} is not below this folder: run \`gatehouse migrate create\`, or give a path.`,
  );
}

/** `nest g migration <name> [path]`: the same two files as `gatehouse migrate create`. */
function migration(options) {
  return (tree) => {
    const slug = slugOf(String(options.name ?? ''));
    if (!slug) throw new Error('A migration needs a name of letters or digits.');
    const folder = folderOf(tree, options);
    const name = `${nextVersion(new Date(), newestVersion(tree, folder))}-${slug}`;
    tree.create(`${folder}/up/${name}.sql`, `-- ${slug.replaceAll('-', ' ')}\n`);
    tree.create(`${folder}/down/${name}.sql`, `-- Undoes ${name}\n`);
    return tree;
  };
}

module.exports = { migration };

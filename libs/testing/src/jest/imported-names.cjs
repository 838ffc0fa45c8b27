const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '../../../..');
const NAME = /\bfrom '([^']+)'/g;

/** What the sources in these folders of the repository import, as it is written: by that swc is told what to load lazily. */
module.exports = function importedNames(...folders) {
  const names = new Set();
  for (const folder of folders) {
    for (const file of readdirSync(join(ROOT, folder), { recursive: true })) {
      if (!file.endsWith('.ts') || file.includes('node_modules')) continue;
      for (const [, name] of readFileSync(join(ROOT, folder, file), 'utf8').matchAll(NAME))
        names.add(name);
    }
  }
  return [...names].sort();
};

// `npm run new:feature webhooks`: writes the folder of a new room in the one shape of all rooms, with its spec.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'oxfmt';
import { namesOf, renderFeature } from './new-feature/templates.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = '', root = ROOT] = process.argv.slice(2);

const refuse = (text) => {
  process.stderr.write(`error: ${text}\n`);
  process.exit(2);
};

if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) {
  refuse('say its name in the plural, in small letters with hyphens: npm run new:feature webhooks');
}
const folder = join(root, 'apps/api/src', name);
if (existsSync(folder)) refuse(`apps/api/src/${name} is there already`);

const settings = JSON.parse(readFileSync(join(ROOT, '.oxfmtrc.json'), 'utf8'));
mkdirSync(folder, { recursive: true });
for (const [file, text] of renderFeature(name)) {
  const { code } = await format(file, text, settings);
  writeFileSync(join(folder, file), code);
}
const { Plural, table } = namesOf(name);
process.stdout.write(`apps/api/src/${name} is there. Next:
  npx nest g migration create-${table.replaceAll('_', '-')}   the table, and its entity in apps/api/src/entities.ts
  .dependency-cruiser.cjs   its place among the ROOMS
  apps/api/src/app.module.ts   ${Plural}Module
  npm run generate   what Swagger UI says of it
`);

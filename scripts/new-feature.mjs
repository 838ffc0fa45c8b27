// `npm run new:feature webhooks`: writes the folder of a new room in the one shape of all rooms, with its spec.
//   npm run new:feature statuses status     says the singular, where an ending does not
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { namesOf, renderFeature } from './new-feature/templates.mjs';

const HERE = dirname(dirname(fileURLToPath(import.meta.url)));
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** @throws Error in words for a person */
async function main([plural = '', singular, root = HERE]) {
  if (![plural, singular || plural].every((name) => NAME.test(name))) {
    throw new Error(
      'say it in the plural, in small letters with hyphens: npm run new:feature webhooks',
    );
  }
  const folder = join(root, 'apps/api/src', plural);
  if (existsSync(folder)) throw new Error(`apps/api/src/${plural} is there already`);
  await ensureInstalled();
  const { format } = await import('oxfmt');
  const settings = JSON.parse(readFileSync(join(HERE, '.oxfmtrc.json'), 'utf8'));
  const names = namesOf(plural, singular || undefined);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of renderFeature(names)) {
    const { code, errors } = await format(file, text, settings);
    if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
    writeFileSync(join(folder, file), code);
  }
  process.stdout.write(`apps/api/src/${plural} is there. Next:
  npx nest g migration create-${plural} --project api   the table (id, user_id, created_at), and its entity in apps/api/src/entities.ts
  docs/architecture.md   its place in the order of the features
  apps/api/src/app.module.ts   ${names.Plural}Module
  npm run generate   what Swagger UI says of it
`);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 2;
});

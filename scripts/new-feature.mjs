// `npm run new:feature webhooks`: writes the folder of a new feature in the shape of all features, with its spec.
//   npm run new:feature criteria criterion     names the singular of an irregular plural
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { namesOf, renderFeature } from './new-feature/templates.mjs';

const HERE = dirname(dirname(fileURLToPath(import.meta.url)));
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** @throws Error whose message the developer reads */
async function main([plural = '', singular, root = HERE]) {
  if (![plural, singular || plural].every((name) => NAME.test(name))) {
    throw new Error(
      'name the feature in the plural, in lower case with hyphens: npm run new:feature webhooks',
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
  process.stdout.write(`apps/api/src/${plural} is written. Next:
  docs/architecture.md                        the feature's place in the order of imports (section "The order"), and its
                                              row in the table of folders; it may import only the features before it
  npx nest g migration create-${plural}-table --project api
                                              the table ${names.table} and its index, as ${names.singular}.entity.ts names them
  apps/api/src/entities.ts                    ${names.Singular}Entity
  apps/api/src/app.module.ts                  ${names.Plural}Module; a feature that uses it imports the module explicitly
  apps/openapi/src/operation-names.ts         the noun of ${names.Plural}Controller; apps/openapi/src/tags.ts: its tag
  npm run generate                            docs/openapi.json, the contract: read its diff
`);
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 2;
});

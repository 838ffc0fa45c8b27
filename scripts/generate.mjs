// Writes what is stated in code and read elsewhere: docs/configuration.md, .env.example, docs/errors.md,
// docs/cli.md and docs/openapi.json; bench/RESULTS.md and the table of the README, from bench/results.json; and records
// new migrations in migrations/SHA256SUMS. `--check` changes nothing and fails when a file is not as it would be written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { keepMigrationChecksums } from './generate/migration-checksums.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const built = (path) => import(pathToFileURL(join(ROOT, 'dist', path)).href);

const CONFIGURATION_HEAD = readFileSync(
  join(ROOT, 'scripts/generate/configuration-head.md'),
  'utf8',
);

const ENV_HEAD = `# Generated from the code (npm run generate). Copy to .env and change what you need.
# Nothing is required to try it out: without DATABASE_URL a PostgreSQL is kept under DATA_DIR, without
# REDIS_URL state is kept in the process, without MAIL_SERVER mails can be read at /dev/mail.
`;

const ERRORS_HEAD = `# Error codes

Generated from the catalogue (\`npm run generate\`). Every refusal is \`application/problem+json\` (RFC 9457) with one of
these codes in \`code\`; a code is never renamed or used for something else. \`type\` is \`urn:gatehouse:problem:\` and the
code in lower case with hyphens. Texts (\`message\`, \`detail\`, \`title\`) are for people and may change.
`;

function renderErrors(codes) {
  const rows = Object.entries(codes).map(([code, { status, title }]) => [status, code, title]);
  rows.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  const lines = rows.map(([status, code, title]) => `| ${status} | \`${code}\` | ${title} |`);
  return ['| status | code | meaning |', '| --- | --- | --- |', ...lines].join('\n') + '\n';
}

function renderIgnored(names) {
  const rows = Object.entries(names).map(([name, why]) => `| \`${name}\` | ${why} |`);
  return [
    '## Accepted and ignored',
    '',
    'Names of the original service; each is mentioned once at start.',
    '',
    '| name | why |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** The files by path. */
async function render() {
  const { CONFIG_SLICES } = await built('apps/api/src/config-slices.js');
  const config = await built('libs/config/src/index.js');
  const { CODES } = await built('libs/kernel/src/index.js');
  const files = new Map([
    [
      'docs/configuration.md',
      [
        CONFIGURATION_HEAD,
        config.renderConfigurationTable(CONFIG_SLICES),
        renderIgnored(config.IGNORED_NAMES),
      ].join('\n'),
    ],
    ['.env.example', `${ENV_HEAD}\n${config.renderEnvExample(CONFIG_SLICES)}`],
    ['docs/errors.md', `${ERRORS_HEAD}\n${renderErrors(CODES)}`],
  ]);
  const { renderCliDocs } = await built('apps/cli/src/docs/docs.command.js');
  const { COMMAND_GROUPS } = await built('apps/cli/src/command-groups.js');
  files.set('docs/cli.md', await renderCliDocs(COMMAND_GROUPS));
  const { renderOpenApi } = await import('./generate/openapi.mjs');
  files.set('docs/openapi.json', await renderOpenApi(ROOT));
  const { readPublished, renderPublished } = await import('../bench/throughput/publish.mjs');
  for (const [path, text] of renderPublished(ROOT, readPublished(ROOT))) files.set(path, text);
  return files;
}

const current = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

/** Writes each outdated file, or only reports it; answers whether all were current. */
function settle(files, isCheck) {
  const stale = [...files].filter(([path, text]) => current(join(ROOT, path)) !== text);
  for (const [path, text] of stale) {
    if (isCheck) process.stderr.write(`${path} is not as the code says: run npm run generate\n`);
    else writeFileSync(join(ROOT, path), text);
  }
  return stale.length === 0;
}

async function main() {
  const isCheck = process.argv.includes('--check');
  await ensureInstalled();
  if (!process.argv.includes('--no-build')) await build({ quiet: true });
  const isGood = settle(await render(), isCheck);
  const faults = await keepMigrationChecksums(ROOT, isCheck);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(faults.length > 0 || (isCheck && !isGood) ? 1 : 0);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

// Writes what is stated in code and read elsewhere: docs/configuration.md, .env.example, docs/errors.md,
// docs/cli.md, and what Swagger UI says. `--check` changes nothing and fails when a file is not as it would be written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DESCRIPTIONS = 'apps/api/src/api-descriptions.generated.ts';
const built = (path) => import(pathToFileURL(join(ROOT, 'dist', path)).href);

const CONFIGURATION_HEAD = `# Configuration

Generated from the code (\`npm run generate\`). Everything is read once, at start, from the environment and from a
\`.env\` file in the working folder (the environment wins). An empty value counts as absent; a remark behind a number
(\`3600  # 1 hour\`) is tolerated. When something is wrong the server does not start, and says everything that is wrong
at once, by name and never by value. \`gatehouse doctor\` says the same, and what is only suspicious.

## The .env file

It is read as [python-dotenv](https://github.com/theskumar/python-dotenv) reads it, which the original service uses:

| in the file | means |
| --- | --- |
| \`NAME=value\`, \`export NAME=value\`, \`'NAME' = value\` | blanks around the name, the \`=\` and the value do not count |
| \`NAME=A#B\`, \`NAME=A # remark\`, \`NAME= # remark\` | \`A#B\`, \`A\`, nothing: a remark needs white space before its \`#\` |
| \`NAME='it\'s \n'\` | as it is written; \`\\\\\` and \`\'\` alone are escapes |
| \`NAME="first\nsecond"\` | \`\n\`, \`\t\`, \`\r\`, \`\a\`, \`\b\`, \`\f\`, \`\v\`, \`\\\\\`, \`\"\` and \`\'\` are escapes; a Windows path wants single quotation marks |
| a quoted value over several lines | one value, with line ends as \`\n\` |
| \`\${NAME}\`, \`\${NAME:-default}\` | the variable of the environment, or else of a line above, within any quotation marks; \`$NAME\` is left as it is |
| \`NAME\` | nothing is set |
| a name twice | the last one counts, and the start says so when they differ |

The file is UTF-8, with or without a byte-order mark, with line ends of any kind, up to 1 MiB; a FIFO will do. Another
encoding, a folder of that name (Docker makes one where the file to mount is missing), a link to nothing, a file that may not be
read, or a statement that cannot be read stops the start and is named by file and line. python-dotenv skips such a
statement; here a database that was meant would be replaced by an empty one of the server's own.

For the same reason a name that only looks like \`DATABASE_URL\`, \`DATABASE_DIRECT_URL\`, \`DATA_DIR\`, \`SECRET_KEY\`,
\`REDIS_URL\`, \`REDIS_HOST\`, \`REDIS_SENTINELS\` or \`REDIS_CLUSTER_NODES\` (\`DATABSE_URL\`, \`database_url\`, a letter of another script, an
invisible character) stops the start while the real one is not set, in the file and in the environment; so does one of them
without a \`=\`, one of which \`\${…}\` leaves nothing, and \`DATABASE_URL_FILE\`, which is not read. Slips in other names are
told at start. One setting under two names (\`DATABASE_URL\` and \`DATABASE_URI\`) with different values stops the start, unless one is of the
environment, which wins.

## Lists

Entries are separated by commas or white space. An entry that could never match is refused by its place in the list.

| setting | entries | made of it | refused |
| --- | --- | --- | --- |
| \`CORS_ORIGINS\` | \`https://app.example.com\`, \`https://*.example.com\` (exactly one label, \`https\` alone), \`*\` outside of production | small letters, Punycode, no default port, no slash at the end | a path, query, user, \`null\`, another scheme, a \`*\` elsewhere, \`*\` beside others |
| \`CAPTCHA_HOSTNAMES\` | \`app.example.com\`, \`*.example.com\` | small letters, Punycode | a scheme, port, path |
| \`TRUST_PROXY\` | \`10.0.0.0/8\`, \`2001:db8::1\`, \`loopback\`, \`private\`, \`linklocal\` | \`::ffff:10.0.0.0/104\` is \`10.0.0.0/8\` | bits behind the prefix (\`10.0.0.1/8\`), \`/0\`, \`/33\`, zones (\`%eth0\`), netmasks, names of hosts |
| the file of \`RISK_ADDRESS_LIST\` | an address or network a line | the same; \`10.0.0.1/8\` is \`10.0.0.0/8\` | the same otherwise |
| \`OAUTH_REDIRECT_URIS\` | whole addresses | nothing: they are compared letter by letter | \`*\`, fragments, \`http://\` elsewhere than on this machine |
`;

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
  const { renderCliDocs } = await built('apps/cli/src/docs/render-docs.js');
  const { COMMAND_GROUPS } = await built('apps/cli/src/command-groups.js');
  files.set('docs/cli.md', await renderCliDocs(COMMAND_GROUPS));
  return files;
}

const current = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

/** Writes what is not as it should be, or only says so; answers whether all was good. */
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
  const { renderDescriptions } = await import('./generate/descriptions.mjs');
  // From the sources alone and first: a build compiles this file, good or not.
  const descriptions = new Map([[DESCRIPTIONS, await renderDescriptions(ROOT)]]);
  const isDescribed = settle(descriptions, isCheck);
  if (!process.argv.includes('--no-build')) await build({ quiet: true });
  const isGood = settle(await render(), isCheck) && isDescribed;
  process.exit(isCheck && !isGood ? 1 : 0);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

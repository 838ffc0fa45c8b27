/**
 * Adopts the packed tarball as another service does: a clean project outside of this tree, installed by npm, which follows the README
 * ("In five minutes", "When the service starts") against a database of its own, and compiles against the types.
 *
 *   TEST_DATABASE_URL=postgres://… node libs/migrator/test-packed/run.mjs
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ensureInstalled } from '../../../scripts/ensure-installed.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const packageRoot = join(here, '..');
const TOOLS = 'tools/publishing';
const tool = (name) => join(packageRoot, '../..', TOOLS, 'node_modules/.bin', name);
const server = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const database = `gh_packed_${process.pid}`;
const databaseUrl = Object.assign(new URL(server), { pathname: `/${database}` }).href;
const service = mkdtempSync(join(tmpdir(), 'some-service-'));
const { PATH, HOME, npm_config_cache: cache } = process.env;

/** Answers what it prints; nothing of this tree's own environment reaches it. */
function run(command, args, { cwd = service, accepts = 0 } = {}) {
  console.log(`$ ${command} ${args.join(' ')}`);
  const env = { PATH, HOME, ...(cache && { npm_config_cache: cache }), DATABASE_URL: databaseUrl };
  const options = { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] };
  let code = 0;
  let stdout;
  try {
    stdout = execFileSync(command, args, { ...options, timeout: 600_000 });
  } catch (error) {
    if (typeof error.status !== 'number') throw error;
    ({ status: code, stdout } = error);
  }
  process.stdout.write(stdout);
  if (code !== accepts) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return stdout;
}

function expectText(text, pattern) {
  if (!pattern.test(text)) throw new Error(`Expected ${pattern}, got: ${text}`);
}

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
const blocks = (language) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block]) => block,
  );
/** The calls of the README; what installs and where the database is differs here. */
const calls = () =>
  blocks('bash').flatMap((block) => block.split('\n').filter((line) => line.startsWith('npx ')));

const migrate = (args, options) =>
  run('npx', ['--no', '--', 'gatehouse-migrate', ...args], options);

async function asAdmin(sql) {
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}

function install() {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', service], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename }] = JSON.parse(packed.toString());
  const tarball = join(service, filename);
  run(tool('publint'), ['run', tarball, '--strict'], { cwd: packageRoot });
  run(tool('attw'), [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'], {
    cwd: packageRoot,
  });
  cpSync(join(here, 'service'), service, { recursive: true });
  const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  run('npm', ['install', ...quietly, `./${filename}`]);
}

/** "In five minutes": every call as it stands there, the two files as they stand there. */
function followReadme() {
  const [create, ...others] = calls();
  const files = run('bash', ['-c', create]).trim().split('\n');
  const contents = blocks('sql').slice(0, 2);
  if (files.length !== 2 || others.length < 3) throw new Error('The README has other calls');
  files.forEach((file, index) => writeFileSync(join(service, file), contents[index]));
  const outputs = others.map((call) => run('bash', ['-c', call]));
  expectText(outputs[0], /^applied {2}\d{14}-create-invoices {2}\d+ ms$/m);
  expectText(outputs[1], /1 applied, 0 pending/);
  expectText(outputs[2], /1 file reverted/);
}

function tellWhatIsWrong(up) {
  migrate(['status', '--exit-code', '--json'], { accepts: 3 });
  run('npx', ['--no', '--', 'tsc', '-p', '.']);
  expectText(run(process.execPath, ['dist/health.js']), /^refused with \d: /);
  expectText(migrate(['verify']), /The files and the database fit/);
  writeFileSync(join(service, 'migrations/up', up), '-- changed\nSELECT 1;\n');
  migrate(['verify'], { accepts: 5 });
  migrate(['sideways'], { accepts: 2 });
}

try {
  await ensureInstalled({ folder: TOOLS });
  await asAdmin(`CREATE DATABASE ${database}`);
  install();
  followReadme();
  const [snippet] = blocks('js');
  writeFileSync(join(service, 'start.mjs'), snippet);
  expectText(run(process.execPath, ['start.mjs']), /create-invoices/);
  migrate(['down', '--yes']);
  const [up] = readdirSync(join(service, 'migrations/up'));
  tellWhatIsWrong(up);
  console.log('\nThe packed migrator works.');
} finally {
  await asAdmin(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  rmSync(service, { recursive: true, force: true });
}

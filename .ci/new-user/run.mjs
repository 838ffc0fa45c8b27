// What a new user does: clones, `npm start`, pastes the calls of the README, Ctrl-C, starts again, and makes and
// applies a migration through the Nest CLI. The times are those that the README promises, 60 s cold and 5 s built;
// beyond NEW_USER_SLACK (3) times as long it fails, to allow for other load on the machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { complaintsAboutNestCli } from './nest-cli.mjs';
import { answersIn, complaintsAbout, readmeCalls, registeredIn } from './readme-calls.mjs';
import { NpmStart } from './server.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SLACK = Number(process.env.NEW_USER_SLACK ?? 3);
const COLD_SECONDS = 60;
const BUILT_SECONDS = 5;

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const check = (isFine, complaint) => {
  if (!isFine) throw new Error(complaint);
};

async function start(folder, port, seconds, what) {
  const server = new NpmStart(folder, port);
  running.push(server);
  const took = await server.serving(seconds * SLACK);
  const remark = took > seconds ? `, which is more than ${seconds} s` : '';
  console.log(`${what} served after ${took.toFixed(1)} s${remark}`);
  return server;
}

async function end(server, folder) {
  const how = await server.ctrlC();
  check(
    how === 0 || how === 'SIGINT',
    `Ctrl-C did not end it in order (${how}):\n${server.output}`,
  );
  const pid = join(folder, '.data/postgres/postmaster.pid');
  check(!existsSync(pid), 'Its database was left running');
  console.log(`Ctrl-C ended it (${how}), and its database with it`);
}

function paste(folder, base) {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const calls = readmeCalls(readme, base);
  const account = registeredIn(readme);
  const { stdout, stderr } = spawnSync('bash', ['-c', calls], { cwd: folder, encoding: 'utf8' });
  const complaints = complaintsAbout(answersIn(stdout), account.email);
  check(complaints.length === 0, `${complaints.join('\n')}\n${stdout}\n${stderr}`);
  console.log('The calls of the README work from registration to sign-out');
  return account;
}

async function tryAll(folder) {
  execFileSync('git', ['clone', '-q', '--no-hardlinks', ROOT, folder]);
  const port = await freePort();
  const cold = await start(folder, port, COLD_SECONDS, 'A fresh clone');
  const account = paste(folder, cold.url);
  await end(cold, folder);
  const built = await start(folder, port, BUILT_SECONDS, 'The built clone');
  const login = await fetch(`${built.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  check(
    login.status === 200,
    `The user who registered before is not known any more: ${login.status}`,
  );
  await end(built, folder);
  const complaints = complaintsAboutNestCli(folder);
  check(complaints.length === 0, complaints.join('\n'));
  console.log('A migration is made and applied by npx nest g and npx nest start cli');
}

const running = [];
const home = mkdtempSync(join(tmpdir(), 'gatehouse-new-user-'));
// Under root, PostgreSQL runs as another account, which needs access to the folder.
chmodSync(home, 0o755);
try {
  await tryAll(join(home, 'gatehouse'));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const server of running) server.kill();
  rmSync(home, { recursive: true, force: true });
}

// Writes migrations/schema.sql anew, or with --check fails when it is not what the files make. It uses a
// database of its own, so that it tells about the files and not about whatever is installed here.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { ensureInstalled } from './ensure-installed.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CLI = join(ROOT, 'dist/apps/cli/src/main.js');

function migrate(args, env) {
  const child = spawn(process.execPath, [CLI, 'migrate', ...args], { cwd: ROOT, env });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) =>
    child.on('close', (code) => resolve({ code: code ?? 1, output })),
  );
}

/**
 * Updates `migrations/schema.sql`, or with `check` only compares it.
 * @throws Error when the files do not apply, or with `check` when the stored schema differs
 */
export async function dumpSchema({ check = false } = {}) {
  await ensureInstalled();
  await build();
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-schema-'));
  // Set to an empty value, so that a .env file cannot name another database.
  const none = {
    ...{ DATABASE_URL: '', DATABASE_URI: '', SQLALCHEMY_DATABASE_URI: '' },
    DATABASE_DIRECT_URL: '',
  };
  const folder = { MIGRATIONS_DIR: 'migrations', DATA_DIR: dataDir, NODE_ENV: 'development' };
  const env = { ...process.env, ...none, ...folder };
  try {
    for (const args of [['up'], check ? ['dump', '--check'] : ['dump']]) {
      const { code, output } = await migrate(args, env);
      if (code !== 0) throw new Error(output.trim());
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  dumpSchema({ check: process.argv.includes('--check') }).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}

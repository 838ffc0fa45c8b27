import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = /^\d{14}-add-avatars\.sql$/;

/** `npx nest …` in the clone, as a user of the Nest CLI calls it. It builds, so no server may run there. */
function nest(folder, args) {
  const { PATH, HOME, npm_config_cache: cache } = process.env;
  const { status, stdout, stderr } = spawnSync('npx', ['nest', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH, HOME, ...(cache && { npm_config_cache: cache }) },
    timeout: 300_000,
  });
  return { code: status, stdout, text: `${stdout}${stderr}` };
}

/** Problems of a migration through the Nest CLI: created, pending, applied, with our exit codes. */
export function complaintsAboutNestCli(folder) {
  const complaints = [];
  const expect = (args, code, pattern) => {
    const answer = nest(folder, args);
    if (answer.code === code && pattern.test(answer.stdout)) return;
    complaints.push(`nest ${args.join(' ')} ended with ${answer.code}:\n${answer.text}`);
  };
  expect(
    ['g', 'migration', 'Add avatars', '--project', 'api'],
    0,
    /migrations\/down\/\d{14}-add-avatars\.sql/,
  );
  const [file] = readdirSync(join(folder, 'migrations/up')).filter((name) => NAME.test(name));
  if (file === undefined) return [...complaints, 'nest g migration has made no file'];
  writeFileSync(join(folder, 'migrations/up', file), 'CREATE TABLE avatars (id uuid);\n');
  writeFileSync(join(folder, 'migrations/down', file), 'DROP TABLE avatars;\n');
  expect(['start', 'cli', '--', 'migrate', 'status', '--exit-code'], 3, /1 pending/);
  expect(['start', 'cli', '--', 'migrate', 'up'], 0, /applied {2}\d{14}-add-avatars/);
  return complaints;
}

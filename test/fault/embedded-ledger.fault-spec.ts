import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, startServerProcess, temporaryFolder, type ServerProcess } from '#libs/testing';
import { PASSWORD, UNLIMITED, type Problem } from '../support/accounts.js';

const MINUTE = 60_000;
const ROUNDS = 5;
const WRITERS = 3;

interface Mails {
  readonly mails: { readonly to: string }[];
}

/** Kills the postmaster and all its processes at once. */
function killDatabase(dataDir: string): void {
  const [line] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  const children = execFileSync('pgrep', ['-P', line ?? '']).toString();
  for (const pid of [line, ...children.trim().split(/\s+/)]) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // The process had ended already.
    }
  }
}

describe('registrations on the embedded database, over HTTP, under kill -9 (F21)', () => {
  const dataDir = temporaryFolder('ledger');
  const acknowledged: string[] = [];
  let server: ServerProcess;

  const start = () => startServerProcess({ dataDir, env: { ...UNLIMITED, BCRYPT_COST: '4' } });

  beforeAll(() => chmodSync(dataDir, 0o755));
  afterAll(() => server?.stop());

  /** Registers one after the other until the server is gone. */
  async function register(name: string): Promise<void> {
    for (let n = 0; ; n += 1) {
      const email = `${name}-${n}@example.test`;
      const answer = await server
        .post('/api/auth/register', { email, password: PASSWORD })
        .catch(() => null);
      if (answer?.status !== 201) return;
      acknowledged.push(email);
    }
  }

  it(
    'acknowledged registrations are all there, each with its mail, whether the server died alone or with its database',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        server = await start();
        const goal = acknowledged.length + 8 + 3 * round;
        const writers = Array.from({ length: WRITERS }, (_, n) => register(`r${round}-w${n}`));
        while (acknowledged.length < goal) await new Promise(setImmediate);
        if (round % 2 === 1) killDatabase(dataDir);
        await server.kill();
        await Promise.all(writers);
      }
      server = await start();
      const lost: string[] = [];
      for (const email of acknowledged) {
        const answer = await server.post<Problem>('/api/auth/login', { email, password: PASSWORD });
        if (answer.body.code !== 'EMAIL_NOT_VERIFIED') lost.push(email);
      }
      expect(lost).toEqual([]);
      const headers = { accept: 'application/json' };
      // A mail that the killed server was sending can be claimed again once its lease has expired.
      await eventually(async () => {
        const { mails } = (await server.get<Mails>('/dev/mail', { headers })).body;
        const reached = new Set(mails.map(({ to }) => to));
        expect(acknowledged.filter((email) => !reached.has(email))).toEqual([]);
      }, MINUTE);
    },
    5 * MINUTE,
  );
});

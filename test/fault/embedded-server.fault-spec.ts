import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf } from '#libs/database';
import { eventually, startServerProcess, temporaryFolder, type ServerProcess } from '#libs/testing';

const MINUTE = 60_000;
const admin = { ADMIN_EMAIL: 'root@example.test', ADMIN_PASSWORD: 'a long one for the tests' };

describe('the server with its embedded database', () => {
  let dataDir: string;
  const running: ServerProcess[] = [];

  async function start(until: 'ready' | 'none' = 'ready'): Promise<ServerProcess> {
    const server = await startServerProcess({ dataDir, env: admin, until });
    running.push(server);
    return server;
  }

  const postmaster = (): number =>
    Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

  async function expectAccountThere(server: ServerProcess): Promise<void> {
    const answer = await server.post('/api/auth/login', {
      email: admin.ADMIN_EMAIL,
      password: admin.ADMIN_PASSWORD,
    });
    expect(answer.status).toBe(200);
  }

  beforeEach(() => {
    dataDir = temporaryFolder('data');
    chmodSync(dataDir, 0o755);
  });

  afterEach(async () => {
    for (const server of running.splice(0)) if (server.child.exitCode === null) await server.stop();
  });

  it(
    'a stopped server leaves no process of its embedded database, and finds its data again',
    async () => {
      const first = await start();
      const pid = postmaster();
      expect(await first.stop()).toEqual({ code: 0, signal: null });
      expect(identityOf(pid)).toBeNull();
      await expectAccountThere(await start());
    },
    3 * MINUTE,
  );

  it(
    'a server killed with -9 starts again over the embedded database that survived, which then ends with it',
    async () => {
      const first = await start();
      const pid = postmaster();
      await first.kill();
      expect(identityOf(pid)).not.toBeNull();
      const second = await start();
      expect(postmaster()).toBe(pid);
      await expectAccountThere(second);
      await second.stop();
      expect(identityOf(pid)).toBeNull();
    },
    3 * MINUTE,
  );

  it(
    'a second server on one DATA_DIR is refused in one sentence, and the first is not disturbed',
    async () => {
      const first = await start();
      const second = await start('none');
      expect((await second.exited).code).toBe(1);
      expect(second.output).toMatch(/Another server \(process \d+\) already uses/);
      expect(second.output).not.toMatch(/ at .*\.js:\d+/);
      await expectAccountThere(first);
    },
    3 * MINUTE,
  );

  it(
    'the server continues when the postmaster of its embedded database is killed',
    async () => {
      const server = await start();
      process.kill(postmaster(), 'SIGKILL');
      await eventually(() => expectAccountThere(server), MINUTE);
      await eventually(async () => (await server.get('/health/ready')).status === 200, MINUTE);
    },
    3 * MINUTE,
  );

  it(
    'the secret and the password of the embedded database are readable by their owner alone',
    async () => {
      await start();
      for (const name of ['secret-key', 'postgres-password']) {
        const { stdout } = spawnSync('stat', ['-c', '%a', join(dataDir, name)]);
        expect(stdout.toString().trim()).toBe('600');
      }
    },
    3 * MINUTE,
  );

  it('the server says in one sentence what is wrong with its DATA_DIR', async () => {
    writeFileSync(join(dataDir, 'file'), '');
    dataDir = join(dataDir, 'file');
    const server = await startServerProcess({
      env: { DATA_DIR: dataDir },
      until: 'none',
    });
    running.push(server);
    expect((await server.exited).code).toBe(1);
    expect(server.output).toMatch(/DATA_DIR .* cannot be used: a file is in the way/);
  }, 60_000);
});

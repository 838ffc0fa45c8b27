import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, startServerProcess, temporaryFolder, type ServerProcess } from '#libs/testing';

const MINUTE = 60_000;
const ADMIN = { email: 'root@example.test', password: 'a long one for the tests' };
/** The embedded database, its journal, and a little. */
const DISK = '160m';

/** Only root may mount a small disk. */
const mayMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;

(mayMount ? describe : describe.skip)('a server whose disk is full (F20)', () => {
  let disk: string;
  let server: ServerProcess;
  let token: string;

  beforeAll(async () => {
    disk = temporaryFolder('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=755`, 'tmpfs', disk]);
    chmodSync(disk, 0o755);
    const dataDir = join(disk, 'data');
    mkdirSync(dataDir);
    server = await startServerProcess({
      dataDir,
      deadlineMs: 2 * MINUTE,
      env: {
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        RATE_LIMIT_ENABLED: 'false',
        BCRYPT_COST: '4',
        EMAIL_VERIFICATION_REQUIRED: 'false',
      },
    });
    const signedIn = await server.post('/api/auth/login', ADMIN);
    token = String(signedIn.body['access_token']);
  }, 3 * MINUTE);
  afterAll(async () => {
    await server?.stop();
    spawnSync('umount', ['-l', disk]);
  });

  const filler = () => join(disk, 'filler');
  const fill = () => {
    const file = openSync(filler(), 'w');
    try {
      for (const size of [1024 * 1024, 4096]) {
        const chunk = Buffer.alloc(size);
        // Ends with ENOSPC.
        for (let isRoom = true; isRoom;) isRoom = written(file, chunk);
      }
    } finally {
      closeSync(file);
    }
  };
  let count = 0;
  const register = async () => {
    count += 1;
    const email = `person-${count}@example.test`;
    const { status } = await server.post('/api/auth/register', {
      email,
      password: ADMIN.password,
      first_name: 'x'.repeat(100),
    });
    return { email, status };
  };

  it(
    'a server whose disk is full refuses writes with 503, is not ready, still reads, and has lost nothing once there is space',
    async () => {
      const kept: string[] = [];
      fill();
      await eventually(async () => {
        const { email, status } = await register();
        if (status === 201) kept.push(email);
        else expect(status).toBe(503);
        return status === 503;
      }, MINUTE);
      await eventually(async () => {
        await register();
        return (await server.get('/health/ready')).status === 503;
      }, MINUTE);
      expect((await server.get('/api/auth/me', { token })).status).toBe(200);
      expect((await server.get('/health/live')).status).toBe(200);
      rmSync(filler());
      await eventually(async () => (await server.get('/health/ready')).status === 200, MINUTE);
      expect((await register()).status).toBe(201);
      for (const email of kept) {
        const { status } = await server.post('/api/auth/login', {
          email,
          password: ADMIN.password,
        });
        expect(status).toBe(200);
      }
      expect(server.child.exitCode).toBeNull();
    },
    4 * MINUTE,
  );
});

function written(file: number, chunk: Buffer): boolean {
  try {
    return writeSync(file, chunk) === chunk.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

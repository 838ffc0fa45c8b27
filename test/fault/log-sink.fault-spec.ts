import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import {
  createTestDatabase,
  eventually,
  HttpClient,
  testEnvironment,
  type TestDatabase,
} from '#libs/testing';

const MAIN = join(import.meta.dirname, '../../dist/apps/api/src/main.js');
const EVENTS = 12_000;
/** The memory that the events would need if they were all kept. */
const AGENT = 'agent '.repeat(42);

/** The server with a standard output of the test's choice; `ServerProcess` would read it. */
describe('a log without a reader', () => {
  let database: TestDatabase;
  let child: ChildProcess;
  let client: HttpClient;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  afterEach(() => {
    client.hangUp();
    child.kill('SIGKILL');
  });

  const start = async (stdout: 'pipe' | number) => {
    const port = String(await freePort());
    const env = { LOG_LEVEL: 'debug', LOG_FORMAT: 'json', PORT: port };
    child = spawn(process.execPath, [MAIN], {
      env: testEnvironment({ databaseUrl: database.url, dataDir: '/nonexistent', env }),
      stdio: ['ignore', stdout, 'ignore'],
    });
    client = new HttpClient(`http://127.0.0.1:${port}`);
    await eventually(async () => (await client.get('/health/ready')).status === 200, 30_000);
  };

  const burst = async (count: number) => {
    const headers = { 'user-agent': AGENT };
    for (let sent = 0; sent < count; sent += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => client.get('/health/live', { headers })),
      );
      expect(answers.every(({ status }) => status === 200)).toBe(true);
    }
  };

  const metric = async (name: string) => {
    const { text } = await client.get('/metrics');
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  const exit = () => new Promise<number | null>((resolve) => child.once('exit', resolve));

  it('a log without a reader blocks no request, takes no memory without bound, and reports afterwards what was lost', async () => {
    await start('pipe');
    await burst(EVENTS);
    expect(await metric('gatehouse_log_events_lost')).toBeGreaterThan(0);
    const held = await metric('process_resident_memory_bytes');
    await burst(EVENTS);
    expect((await metric('process_resident_memory_bytes')) - held).toBeLessThan(64 * 1024 * 1024);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await eventually(async () => {
      await client.get('/health/live');
      return text.includes('Log events were lost');
    });
    expect(Number(/"lost":(\d+)/.exec(text)?.[1])).toBeGreaterThan(0);
  });

  it('a log without a reader does not delay the server’s end', async () => {
    await start('pipe');
    await burst(EVENTS);
    const ended = exit();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('a log whose reader closed it is lost, and nothing else', async () => {
    await start('pipe');
    child.stdout?.destroy();
    await burst(200);
    expect(await client.get('/health/ready')).toMatchObject({ status: 200 });
    const ended = exit();
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('a log that cannot be written (a full disk) is lost, and nothing else', async () => {
    const full = openSync('/dev/full', 'w');
    await start(full);
    closeSync(full);
    await burst(200);
    expect(await client.get('/health/ready')).toMatchObject({ status: 200 });
    expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).not.toBe('');
  });
});

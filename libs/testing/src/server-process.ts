import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '#libs/database';
import { eventually } from './eventually.js';
import { HttpClient } from './http-client.js';
import { ended, endWithUs } from './spawned.js';
import { testEnvironment } from './test-environment.js';
import { temporaryFolder } from './test-run.js';

const MAIN = join(import.meta.dirname, '../../../dist/apps/api/src/main.js');
const MAIN_OF_MODULES = MAIN.replace(/main\.js$/, 'main.modules.js');

export interface ServerProcessOptions {
  /** Without it the server uses its embedded database in `dataDir`. */
  readonly databaseUrl?: string;
  /** A folder to keep over several starts; by default the process gets its own. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** When the start is complete. `ready` (default): readiness is 200; `live`: it responds; `none`: at once. */
  readonly until?: 'ready' | 'live' | 'none';
  readonly deadlineMs?: number;
  /** Runs separate modules instead of the bundle, for a hook that changes a module of a package. */
  readonly isOfModules?: boolean;
}

/** The built server as a separate process that a test can kill or freeze. */
export class ServerProcess extends HttpClient {
  /** Its output so far. */
  output = '';

  constructor(
    url: string,
    readonly child: ChildProcess,
    private readonly ownFolder: string | undefined,
  ) {
    super(url);
    const collect = (chunk: Buffer): void => void (this.output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get exited(): Promise<{ code: number | null; signal: string | null }> {
    return ended(this.child);
  }

  /** Sends a signal to end it; resolves with its exit. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): ReturnType<typeof ended> {
    const end = this.exited;
    this.child.kill(signal);
    const result = await end;
    this.hangUp();
    if (this.ownFolder) rmSync(this.ownFolder, { recursive: true, force: true });
    return result;
  }

  async kill(): Promise<void> {
    await this.stop('SIGKILL');
  }

  async waitUntil(state: 'ready' | 'live', deadlineMs: number): Promise<void> {
    await eventually(async () => {
      if (this.hasEnded) throw new Error(`It has ended:\n${this.output}`);
      const { status } = await this.get(`/health/${state}`, { timeoutMs: 2000 });
      if (status !== 200) throw new Error(`/health/${state} is ${status}:\n${this.output}`);
    }, deadlineMs);
  }
}

/** @throws Error if the server has not been built (`npm test` builds what its suites need) */
export async function startServerProcess(
  options: ServerProcessOptions = {},
): Promise<ServerProcess> {
  if (!existsSync(MAIN)) throw new Error('The server is not built: npm run build');
  const { until = 'ready', deadlineMs = 180_000 } = options;
  const server = await spawnServer(options);
  if (until !== 'none') await waitOrEnd(server, until, deadlineMs);
  return server;
}

async function spawnServer(options: ServerProcessOptions): Promise<ServerProcess> {
  const { env: given = {} } = options;
  const ownFolder = options.dataDir ? undefined : temporaryFolder('server');
  const dataDir = options.dataDir ?? ownFolder ?? '';
  const port = given['PORT'] ?? String(await freePort());
  const child = spawn(process.execPath, [options.isOfModules ? MAIN_OF_MODULES : MAIN], {
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentOf(options, dataDir), ...given, PORT: port },
  });
  endWithUs(child);
  return new ServerProcess(`http://127.0.0.1:${port}`, child, ownFolder);
}

/** With the embedded database the server creates its own secret. */
function environmentOf(options: ServerProcessOptions, dataDir: string): NodeJS.ProcessEnv {
  const { databaseUrl } = options;
  const { DATABASE_URL, SECRET_KEY, ...common } = testEnvironment({
    databaseUrl: databaseUrl ?? '',
    dataDir,
    env: {},
  });
  const { PATH } = process.env;
  return { PATH, ...common, ...(databaseUrl !== undefined && { DATABASE_URL, SECRET_KEY }) };
}

async function waitOrEnd(
  server: ServerProcess,
  state: 'ready' | 'live',
  deadlineMs: number,
): Promise<void> {
  try {
    await server.waitUntil(state, deadlineMs);
  } catch (error) {
    await server.kill();
    throw error;
  }
}

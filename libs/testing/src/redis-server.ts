import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { Redis } from 'ioredis';
import { freePort } from '#libs/database';
import { eventually } from './eventually.js';
import { endWithUs } from './spawned.js';
import { temporaryFolder } from './test-run.js';

/** Whether Redis is installed on this machine; otherwise the suites that need it are skipped. */
export function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** A separate Redis that a test can freeze, kill, flush and start again. */
export class RedisServer {
  readonly host = '127.0.0.1';
  private process: ChildProcess | undefined;
  private readonly folder = temporaryFolder('redis');

  private constructor(
    readonly port: number,
    private readonly settings: readonly string[],
    private readonly tls?: ConnectionOptions,
  ) {}

  /** @param settings of the command line, e.g. `['--appendonly', 'yes']`. */
  static async start(settings: readonly string[] = [], port?: number): Promise<RedisServer> {
    const server = new RedisServer(port ?? (await freePort()), settings);
    try {
      await server.start();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Starts a server with TLS only. `tls` are the options for its own commands. */
  static async startTls(
    settings: readonly string[],
    tls: ConnectionOptions = { rejectUnauthorized: false },
  ): Promise<RedisServer> {
    const port = await freePort();
    const server = new RedisServer(port, ['--tls-port', `${port}`, ...settings], tls);
    try {
      await server.start();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Starts a sentinel for one master with the name `mymaster`. */
  static async startSentinel(
    masterPort: number,
    settings: readonly string[] = [],
    masterPassword?: string,
  ): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), ['--sentinel', ...settings]);
    try {
      writeFileSync(server.sentinelFile, '');
      await server.start();
      const master = [server.host, `${masterPort}`];
      await server.command('SENTINEL', 'MONITOR', 'mymaster', ...master, '1');
      if (masterPassword !== undefined) {
        await server.command('SENTINEL', 'SET', 'mymaster', 'auth-pass', masterPassword);
      }
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `redis://${this.host}:${this.port}/0`;
  }

  async start(): Promise<void> {
    const port = this.settings.includes('--tls-port') ? '0' : `${this.port}`;
    const place = ['--port', port, '--bind', this.host, '--dir', this.folder];
    // A sentinel writes its state to a file, which must exist.
    const file = this.settings.includes('--sentinel') ? [this.sentinelFile] : [];
    const args = [...file, ...place, '--save', '', ...this.settings];
    this.process = spawn('redis-server', args, { stdio: 'ignore' });
    endWithUs(this.process);
    await eventually(async () => (await this.command('PING')) === 'PONG');
  }

  private get sentinelFile(): string {
    return join(this.folder, 'sentinel.conf');
  }

  /** Fills its memory, so that it refuses writes. */
  async fill(): Promise<void> {
    await this.command('SET', 'filler', 'x'.repeat(2 * 1024 * 1024));
    await this.command('CONFIG', 'SET', 'maxmemory', '1mb');
  }

  /** Reverts `fill`. */
  async drain(): Promise<void> {
    await this.command('CONFIG', 'SET', 'maxmemory', '0');
    await this.command('DEL', 'filler');
  }

  /** Sends a command on a separate connection, past the proxy under test. */
  async command(name: string, ...args: string[]): Promise<unknown> {
    const password = this.settings[this.settings.indexOf('--requirepass') + 1];
    const isTls = this.settings.includes('--tls-port');
    const client = new Redis({
      ...(this.settings.includes('--requirepass') && password && { password }),
      host: this.host,
      port: this.port,
      ...(isTls && { tls: this.tls ?? { rejectUnauthorized: false } }),
      retryStrategy: null,
      connectTimeout: 1000,
      disconnectTimeout: 10,
      commandTimeout: 5000,
      lazyConnect: true,
      enableReadyCheck: false,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  async flush(): Promise<void> {
    await this.command('FLUSHALL');
  }

  /** Suspends it: connections are accepted and nothing is answered. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Kills it without a save; all connections break. */
  async kill(): Promise<void> {
    const { process } = this;
    this.process = undefined;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await ended;
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Stops it and deletes its data. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export function startRedis(settings: readonly string[] = []): Promise<RedisServer> {
  return RedisServer.start(settings);
}

import { Redis } from 'ioredis';
import { eventually, type RedisServer } from '#libs/testing';

/** Records which commands clients send to a Redis; commands of its own scripts are not among them. */
export class RedisRecording {
  private readonly commands: string[][] = [];

  private constructor(
    private readonly redis: RedisServer,
    private readonly client: Redis,
  ) {}

  static async start(redis: RedisServer): Promise<RedisRecording> {
    const client = new Redis({ host: redis.host, port: redis.port, retryStrategy: null });
    const monitor = await client.monitor();
    client.disconnect();
    const recording = new RedisRecording(redis, monitor);
    monitor.on('monitor', (_time: string, command: string[], source: string) => {
      if (source !== 'lua') recording.commands.push(command);
    });
    return recording;
  }

  /** The commands that arrived during `work`, in their order. */
  async during(work: () => Promise<unknown>): Promise<readonly (readonly string[])[]> {
    const first = await this.mark();
    await work();
    const last = await this.mark();
    return this.commands.slice(first + 1, last);
  }

  close(): void {
    this.client.disconnect();
  }

  /** The place of a command that is sent now. */
  private async mark(): Promise<number> {
    const name = `mark:${this.commands.length}:${performance.now()}`;
    await this.redis.command('ECHO', name);
    const find = () => this.commands.findIndex((command) => command.includes(name));
    await eventually(() => find() >= 0);
    return find();
  }
}

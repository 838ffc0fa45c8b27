import { EndingClient } from '#libs/database';
import { connectionName, SERVER_CONNECTION } from '#libs/release';

const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

export interface ListeningOptions {
  /** A direct connection without a pooler: a subscription belongs to one connection. */
  readonly url: string;
  readonly channel: string;
  /** Called with `null` after each connect: messages may have been missed before. */
  readonly onMessage: (message: string | null) => void;
}

/** Receives notifications of other processes through PostgreSQL. Reconnects indefinitely and never throws. */
export class ListeningConnection {
  private client: EndingClient | undefined;
  private retry: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly options: ListeningOptions) {}

  start(): void {
    void this.connect();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const { url, channel, onMessage } = this.options;
    const client = new EndingClient({
      connectionString: url,
      application_name: connectionName(SERVER_CONNECTION),
      keepsName: true,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
    });
    this.client = client;
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    client.on('notification', ({ payload }) => onMessage(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      onMessage(null);
    } catch {
      this.lose(client);
    }
  }

  private lose(client: EndingClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    client.end().catch(() => undefined);
    if (!this.isStopped) this.retry = setTimeout(() => void this.connect(), RETRY_MS).unref();
  }
}

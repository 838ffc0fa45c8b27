import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database, DatabaseAddress, databaseConfig, rows } from '#libs/database';
import type { Unsubscribe } from '#libs/ephemeral';
import { PrefixedEphemeral } from '../prefixed-ephemeral.service.js';
import { ListeningConnection } from './listening-connection.js';

const CHANNEL = 'changes';
const POSTGRES_CHANNEL = 'gatehouse_changes';
const RETRY_MS = 1_000;

/** `changed`: there may be changes to read. `help`: an instance could not announce its changes. */
export type WakeUp = 'changed' | 'help';

type PoolerConfig = Pick<ConfigOf<typeof databaseConfig>, 'pooler' | 'directUrl'>;

/**
 * Notifies other processes that something has changed, by Redis or, without it, by PostgreSQL. A notification is a
 * hint: it may be lost or come twice, and it does not contain the change.
 */
@Injectable()
export class WakeUps implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listeners = new Set<(wakeUp: WakeUp) => void>();
  private readonly connection: ListeningConnection | undefined;
  private unsubscribe: Unsubscribe | undefined;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly shared: PrefixedEphemeral,
    private readonly database: Database,
    address: DatabaseAddress,
    @Inject(databaseConfig.KEY) { pooler, directUrl }: PoolerConfig,
  ) {
    // LISTEN does not work through a pooler; readers poll then.
    if (pooler === 'transaction' && directUrl === undefined) return;
    this.connection = new ListeningConnection({
      url: address.directUrl,
      channel: POSTGRES_CHANNEL,
      onMessage: (message) => this.emit(message === 'help' ? 'help' : 'changed'),
    });
  }

  onApplicationBootstrap(): void {
    this.connection?.start();
    void this.subscribe();
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.retry);
    await Promise.all([this.connection?.stop(), this.unsubscribe?.()]);
  }

  on(listener: (wakeUp: WakeUp) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Never fails. */
  async send(): Promise<void> {
    const { ephemeral } = this.shared;
    try {
      await this.shared.prepare();
      await ephemeral.publish(CHANNEL, '');
      if (ephemeral.isShared) return;
    } catch {
      // Redis is not available: PostgreSQL is used.
    }
    await this.notify('');
  }

  /** Asks instances that reach Redis to announce the changes that this one could not. Never throws. */
  callForHelp(): Promise<void> {
    return this.notify('help');
  }

  private async notify(message: string): Promise<void> {
    const sql = 'SELECT pg_notify($1, $2)';
    await rows(this.database.pool, sql, [POSTGRES_CHANNEL, message]).catch(() => undefined);
  }

  private async subscribe(): Promise<void> {
    if (await this.shared.prepare()) {
      this.unsubscribe = await this.shared.ephemeral.subscribe(CHANNEL, () => this.emit('changed'));
    } else {
      this.retry = setTimeout(() => void this.subscribe(), RETRY_MS).unref();
    }
  }

  private emit(wakeUp: WakeUp): void {
    for (const listener of this.listeners) listener(wakeUp);
  }
}

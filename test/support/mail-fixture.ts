import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigModule, coreConfig, defineSlice, flag, loadConfig } from '#libs/config';
import { Database, rows } from '#libs/database';
import { Clock, SystemClock } from '#libs/kernel';
import { OperationModule } from '#libs/operation';
import { CleanupModule } from '#libs/cleanup';
import { PersonalDataModule } from '#libs/personal-data';
import { openDatabase, type OpenDatabase } from '#libs/testing';
import { MailDeliveryModule, MailModule, mailConfig, Outbox, type Mail } from '#api/mail';
import { languagesConfig } from '#api/platform/languages';
import { OutboxTiming } from '../../apps/api/src/mail/worker/outbox-timing.js';

/** Short intervals, in the same proportions as in production. */
export const QUICK: Partial<OutboxTiming> = {
  leaseMs: 1_000,
  renewMs: 100,
  pollMs: 50,
  firstRetryMs: 50,
  lastRetryMs: 400,
  sweepMs: 50,
  suspicionMs: 200,
};

export interface MailFixtureOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly timing?: Partial<OutboxTiming>;
  /** The address of an existing database, for several fixtures. */
  readonly url?: string;
  /** `false`: no worker, so nothing is sent. */
  readonly withWorker?: boolean;
}

/** The columns of an outbox row that tests read. */
export interface OutboxRow {
  readonly id: string;
  readonly template: string;
  readonly state: string;
  readonly attempts: number;
  readonly payload: Buffer | null;
  readonly message_id: string;
  readonly last_error: string | null;
  readonly claimed_by: string | null;
  readonly wait_seconds: number;
}

/** Configuration of the rate limits, which the budget reads. */
const limits = defineSlice('Limits', {
  enabled: flag('RATE_LIMIT_ENABLED', true, { description: 'All limits.' }),
});

const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };

@Global()
@Module({})
class GroundModule {
  static over(database: Database, clock: Clock): DynamicModule {
    const providers = [
      { provide: Database, useValue: database },
      { provide: Clock, useValue: clock },
    ];
    return { module: GroundModule, providers, exports: providers };
  }
}

/** The mail feature with its worker over a database, without the rest of the server. */
export class MailFixture {
  private constructor(
    private readonly open: OpenDatabase,
    readonly nest: TestingModule,
  ) {}

  static async open(options: MailFixtureOptions = {}): Promise<MailFixture> {
    const db = await openDatabase(options.url === undefined ? {} : { url: options.url });
    const environment = {
      SECRET_KEY: 'for-tests-only-0123456789abcdefghijklmnop',
      APP_BASE_URL: 'https://auth.example.test',
      ...options.env,
    };
    const config = loadConfig(environment, [coreConfig, languagesConfig, mailConfig, limits]);
    const fixtures = options.withWorker === false ? [MailModule] : [MailModule, MailDeliveryModule];
    const builder = Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(config),
        OperationModule,
        CleanupModule,
        PersonalDataModule,
        GroundModule.over(db.database, options.clock ?? new SystemClock()),
        ...fixtures,
      ],
    }).setLogger(SILENT);
    const timing = { ...new OutboxTiming(), ...QUICK, ...options.timing };
    const nest = await builder.overrideProvider(OutboxTiming).useValue(timing).compile();
    nest.enableShutdownHooks([]);
    await nest.init();
    return new MailFixture(db, nest);
  }

  get database(): Database {
    return this.open.database;
  }

  get url(): string {
    return this.open.url;
  }

  /** Queues a mail with a link in a transaction of its own. */
  send(to: string, given: Partial<Mail<'reset-password'>> = {}): Promise<boolean> {
    const link = `https://auth.example.test/reset-password?token=of-${to.replace(/\W/g, '-')}`;
    const expiresAt = new Date('2099-01-01T00:00:00Z');
    return this.database.transaction((tx) =>
      this.nest.get(Outbox).enqueue(tx, {
        template: 'reset-password',
        to,
        data: { link, expiresAt },
        ...given,
      }),
    );
  }

  /** All rows, in the order of queueing. */
  rows(): Promise<OutboxRow[]> {
    return rows<OutboxRow>(
      this.database.pool,
      `SELECT id, template, state, attempts, payload, message_id, last_error, claimed_by,
              extract(epoch FROM next_attempt_at - now())::float8 AS wait_seconds
         FROM mail_outbox ORDER BY id`,
    );
  }

  async states(): Promise<string[]> {
    return (await this.rows()).map(({ state }) => state);
  }

  sql<T = Record<string, unknown>>(text: string, parameters: unknown[] = []): Promise<T[]> {
    return rows<T>(this.database.pool, text, parameters);
  }

  async close(): Promise<void> {
    await this.nest.close();
    await this.open.close();
  }
}

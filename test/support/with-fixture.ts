import {
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
  type TestAppOptions,
} from '#libs/testing';
import { Accounts } from './accounts.js';

type Resource = { close(): unknown } | { stop(): unknown } | { drop(): unknown };

export interface AppWithAccounts {
  readonly app: TestApp;
  readonly accounts: Accounts;
}

/** The resources that the tests of one describe block share; they are closed in the reverse order of opening. */
export class Resources {
  private readonly opened: Resource[] = [];

  /**
   * Registers the resource to be closed after the tests.
   * @returns the resource
   */
  add<T extends Resource>(resource: T): T {
    this.opened.push(resource);
    return resource;
  }

  /** An application, and accounts in its database. */
  async app(options: TestAppOptions = {}): Promise<AppWithAccounts> {
    const app = this.add(await startTestApp(options));
    return { app, accounts: this.add(new Accounts(app.databaseUrl)) };
  }

  /** An application that sends its mail to a sink, and accounts in its database. */
  async appWithMail(options: TestAppOptions = {}): Promise<AppWithAccounts & { sink: SmtpSink }> {
    const sink = this.add(await startSmtpSink());
    return { sink, ...(await this.app({ ...options, env: { ...sink.env, ...options.env } })) };
  }

  /** @throws AggregateError when a resource did not close; the others are closed all the same */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const resource of this.opened.splice(0).reverse()) {
      try {
        await end(resource);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'A resource did not close');
  }
}

function end(resource: Resource): unknown {
  if ('close' in resource) return resource.close();
  return 'stop' in resource ? resource.stop() : resource.drop();
}

/**
 * Opens resources before the tests of the enclosing describe block (or file), and closes all that were opened after them,
 * also when opening failed midway.
 */
export function withFixture(
  open: (resources: Resources) => Promise<unknown>,
  timeoutMs?: number,
): void {
  const resources = new Resources();
  beforeAll(async () => {
    await open(resources);
  }, timeoutMs);
  afterAll(() => resources.close());
}

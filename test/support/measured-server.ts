import {
  createTestDatabase,
  startServerProcess,
  type ServerProcess,
  type TestDatabase,
} from '#libs/testing';
import { Accounts } from './accounts.js';

/** One process of the built server with its own database and no proxy. */
export class MeasuredServer {
  private constructor(
    readonly server: ServerProcess,
    readonly accounts: Accounts,
    private readonly database: TestDatabase,
  ) {}

  static async start(env: Readonly<Record<string, string>>): Promise<MeasuredServer> {
    const database = await createTestDatabase();
    const server = await startServerProcess({ databaseUrl: database.url, env });
    return new MeasuredServer(server, new Accounts(database.url), database);
  }

  async close(): Promise<void> {
    await this.accounts.close();
    await this.server.stop();
    await this.database.drop();
  }
}

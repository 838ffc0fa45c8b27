import { Client } from 'pg';
import { newId } from '#libs/kernel';
import {
  listDeclaredRoutes,
  type Answer,
  type DeclaredRoute,
  type TestAppOptions,
} from '#libs/testing';
import { Fixture, type SignedInUser } from './fixture.js';

/** A fixture with one existing resource for nearly every path parameter; the others get an id that does not exist. */
export class FilledFixture {
  private constructor(
    readonly fixture: Fixture,
    readonly db: Client,
    readonly person: SignedInUser,
    readonly appToken: string,
    private readonly ids: Readonly<Record<string, string>>,
  ) {}

  static async open(options: TestAppOptions = {}): Promise<FilledFixture> {
    const fixture = await Fixture.open(options);
    const db = new Client(fixture.app.databaseUrl);
    await db.connect();
    const person = await fixture.person();
    // By the API, so that the mailbox has a mail.
    await fixture.registered();
    const service = await fixture.service('filled');
    await fixture.assign(person, service, 'user');
    const { id: tokenId, token } = await fixture.appToken(service);
    const permission = await fixture.asAdmin<{ permission_id: string }>(
      'POST',
      `/api/roles/service/${service}/permissions`,
      { name: 'orders:read' },
    );
    const mails = await fixture.app.get<{ mails: { id: string }[] }>('/dev/mail', {
      headers: { accept: 'application/json' },
    });
    const [mail] = mails.body.mails;
    if (!mail) throw new Error('The mailbox is empty');
    return new FilledFixture(fixture, db, person, token, {
      user_id: person.id,
      service_id: service,
      role_id: await fixture.role(service, 'readonly'),
      permission_id: permission.body.permission_id,
      token_id: tokenId,
      token: 'no-such-token',
      provider: 'google',
      name: 'swagger-ui.css',
      id: mail.id,
    });
  }

  /** Every GET route except the feed of the guards, which does not end. */
  readings(): DeclaredRoute[] {
    return listDeclaredRoutes(this.fixture.app.nest).filter(
      ({ method, path }) => method === 'GET' && path !== '/api/guard/feed',
    );
  }

  pathOf({ path }: DeclaredRoute): string {
    return path.replace(/:(\w+)/g, (_whole, name: string) => this.ids[name] ?? newId());
  }

  /** Calls a route with the credential that it requires. */
  call(method: string, route: DeclaredRoute): Promise<Answer> {
    const isForServices = route.access?.kind === 'app-token' || route.path.endsWith('/validate');
    const token = isForServices ? this.appToken : this.fixture.admin.token;
    const headers = { accept: 'application/json' };
    return this.fixture.app.call(method, this.pathOf(route), { token, headers });
  }

  async rows<T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.db.query<T>(sql, [...values])).rows;
  }

  async close(): Promise<void> {
    await this.db.end();
    await this.fixture.close();
  }
}

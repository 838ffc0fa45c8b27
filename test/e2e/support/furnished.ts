import { Client } from 'pg';
import { newId } from '#libs/kernel';
import {
  listDeclaredRoutes,
  type Answer,
  type DeclaredRoute,
  type TestAppOptions,
} from '#libs/testing';
import { House, type SignedIn } from './house.js';

/** A house in which there is one of nearly everything that a path can name; of the rest, an id that nobody has. */
export class Furnished {
  private constructor(
    readonly house: House,
    readonly db: Client,
    readonly person: SignedIn,
    readonly appToken: string,
    private readonly ids: Readonly<Record<string, string>>,
  ) {}

  static async open(options: TestAppOptions = {}): Promise<Furnished> {
    const house = await House.open(options);
    const db = new Client(house.app.databaseUrl);
    await db.connect();
    const person = await house.person();
    const service = await house.service('furnished');
    await house.assign(person, service, 'user');
    const { id: tokenId, token } = await house.appToken(service);
    const permission = await house.asAdmin<{ permission_id: string }>(
      'POST',
      `/api/roles/service/${service}/permissions`,
      { name: 'orders:read' },
    );
    const mails = await house.app.get<{ mails: { id: string }[] }>('/dev/mail', {
      headers: { accept: 'application/json' },
    });
    return new Furnished(house, db, person, token, {
      user_id: person.id,
      service_id: service,
      role_id: await house.role(service, 'readonly'),
      permission_id: permission.body.permission_id,
      token_id: tokenId,
      token: 'no-such-token',
      provider: 'google',
      name: 'swagger-ui.css',
      id: mails.body.mails[0]?.id ?? '',
    });
  }

  /** Every route that reads, but the feed of the guards, which does not end. */
  readings(): DeclaredRoute[] {
    return listDeclaredRoutes(this.house.app.nest).filter(
      ({ method, path }) => method === 'GET' && path !== '/api/guard/feed',
    );
  }

  pathOf({ path }: DeclaredRoute): string {
    return path.replace(/:(\w+)/g, (_whole, name: string) => this.ids[name] ?? newId());
  }

  /** Calls a route as whoever it is for. */
  call(method: string, route: DeclaredRoute): Promise<Answer> {
    const isForServices = route.access?.kind === 'app-token' || route.path.endsWith('/validate');
    const token = isForServices ? this.appToken : this.house.admin.token;
    const headers = { accept: 'application/json' };
    return this.house.app.call(method, this.pathOf(route), { token, headers });
  }

  async rows<T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.db.query<T>(sql, [...values])).rows;
  }

  async close(): Promise<void> {
    await this.db.end();
    await this.house.close();
  }
}

import { eventually } from '#libs/testing';
import type { GatehouseModuleOptions } from '../../libs/guard/src/index.js';
import { GuardedService } from './support/guarded-service.js';
import { PASSWORD } from '../support/accounts.js';
import { Fixture, type SignedInUser } from './support/fixture.js';

jest.setTimeout(60_000);

const ISSUER = 'http://localhost:5000';

interface Registered {
  readonly id: string;
  readonly name: string;
  readonly appToken: string;
}

describe('tokens for one service, at the real server and two guarded services', () => {
  let fixture: Fixture;
  let orders: Registered;
  let billing: Registered;
  let anna: SignedInUser;
  const services: GuardedService[] = [];

  const register = async (name: string): Promise<Registered> => {
    const id = await fixture.service(name);
    return { id, name, appToken: (await fixture.appToken(id)).token };
  };
  const guard = async (
    { name, appToken }: Registered,
    more: Partial<GatehouseModuleOptions> = {},
  ) => {
    const { url } = fixture.app;
    const options = { issuer: ISSUER, url, service: name, appToken };
    const service = await GuardedService.start({ ...options, audience: 'service', ...more });
    services.push(service);
    await service.gatehouse.ready();
    return service.gatehouse;
  };
  const tokenFor = async (resource?: string) => {
    const { body } = await fixture.app.post<{ access_token: string }>('/api/auth/login', {
      email: anna.email,
      password: PASSWORD,
      ...(resource !== undefined && { resource }),
    });
    return body.access_token;
  };
  const refused = (code: string) => expect.objectContaining({ code });

  beforeAll(async () => {
    fixture = await Fixture.open({
      env: { APP_BASE_URL: ISSUER, RATE_LIMIT_ENABLED: 'false', SESSION_LIMIT_PER_USER: '0' },
    });
    orders = await register('orders');
    billing = await register('billing');
    anna = await fixture.person();
  });
  afterAll(async () => {
    for (const service of services) await service.close();
    await fixture?.close();
  });

  it('A compromised service has no token that is valid at another service or at Gatehouse', async () => {
    const [atOrders, atBilling] = [await guard(orders), await guard(billing)];
    const stolen = await tokenFor('orders');
    expect(await atOrders.verify(stolen)).toMatchObject({ id: anna.id });
    await expect(atBilling.verify(stolen)).rejects.toEqual(refused('WRONG_AUDIENCE'));
    await expect(atBilling.verify(stolen, { live: true })).rejects.toEqual(
      refused('WRONG_AUDIENCE'),
    );
    const own = await fixture.as<{ code: string }>({ token: stolen }, 'GET', '/api/auth/me');
    expect([own.status, own.body.code]).toEqual([403, 'WRONG_AUDIENCE']);
  });

  it('A guard with the old configuration accepts tokens for one service beside those for all', async () => {
    const gatehouse = await guard(orders, { audience: ISSUER });
    for (const token of [await tokenFor(), await tokenFor('orders')]) {
      expect(await gatehouse.verify(token)).toMatchObject({ id: anna.id });
      expect(await gatehouse.verify(token, { live: true })).toMatchObject({ id: anna.id });
    }
    await expect(gatehouse.verify(await tokenFor('billing'))).rejects.toEqual(
      refused('WRONG_AUDIENCE'),
    );
  });

  it('A guard can accept tokens for its own service alone', async () => {
    const gatehouse = await guard(orders);
    await expect(gatehouse.verify(await tokenFor())).rejects.toEqual(refused('WRONG_AUDIENCE'));
  });

  it('Tokens for one service end with their session, at every guard', async () => {
    const gatehouse = await guard(orders);
    const token = await tokenFor('orders');
    await gatehouse.verify(token);
    await fixture.app.call('DELETE', '/api/auth/sessions', { token: anna.token });
    await eventually(() =>
      expect(gatehouse.verify(token)).rejects.toEqual(refused('SESSION_ENDED')),
    );
  });

  it('Tokens for one service are invalid at a service that has taken its name', async () => {
    const first = await register('parcels');
    const second = await register('letters');
    const token = await tokenFor('parcels');
    const rename = (id: string, name: string) =>
      fixture.asAdmin('PUT', `/api/roles/services/${id}`, { name });
    await rename(first.id, 'old parcels');
    await rename(second.id, 'parcels');
    const taker = await guard({ ...second, name: 'parcels' });
    await expect(taker.verify(token)).rejects.toEqual(refused('WRONG_AUDIENCE'));
    const renamed = await guard({ ...first, name: 'old parcels' });
    expect(await renamed.verify(token)).toMatchObject({ id: anna.id });
  });
});

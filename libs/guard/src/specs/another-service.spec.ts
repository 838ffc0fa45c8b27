import { Test } from '@nestjs/testing';
import { Gatehouse, GatehouseModule } from '../index.js';
import { FakeGatehouse } from '../testing/index.js';
import { eventually } from './waiting.js';

jest.setTimeout(30_000);

describe('A guard whose token belongs to another service than before', () => {
  let fake: FakeGatehouse;
  let close: () => Promise<void>;

  afterEach(async () => {
    await close?.();
    await fake.close();
  });

  it('a guard with the token of a new service of the same name drops the grants of the former service', async () => {
    fake = await FakeGatehouse.start({ heartbeatMs: 50 });
    let token = fake.appToken;
    const { issuer, service } = fake;
    const module = await Test.createTestingModule({
      imports: [GatehouseModule.forRoot({ issuer, service, appToken: () => token })],
    }).compile();
    await module.init();
    close = () => module.close();
    const gatehouse = module.get(Gatehouse, { strict: false });
    await gatehouse.ready();
    const { userId } = fake.signIn({ permissions: ['a'] });
    await eventually(async () => expect(await gatehouse.can(userId, 'a')).toBe(true));

    fake.state.services.delete(fake.serviceId);
    fake.state.addService(service);
    token = fake.createAppToken().token;
    const feeds = () => fake.calls['GET /api/guard/feed'];
    expect(feeds()).toBe(1);
    fake.cutFeeds();
    await eventually(() => expect(feeds()).toBe(2));
    await eventually(() => expect(gatehouse.feedState).toBe('up'));
    expect(await gatehouse.can(userId, 'a')).toBe(false);
  });
});

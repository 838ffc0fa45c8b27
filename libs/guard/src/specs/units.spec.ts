import { Controller, Get, Module, Post, type INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import {
  AnyPermission,
  body,
  Gatehouse,
  GatehouseModule,
  Live,
  param,
  Permissions,
  query,
  Roles,
} from '../index.js';
import { FakeGatehouse, testAuth } from '../testing/index.js';
import { eventually } from './waiting.js';

jest.setTimeout(30_000);

@Controller()
class Orders {
  @Permissions('orders:write', { at: param('orgId') })
  @Get('organizations/:orgId/orders')
  inUnit() {
    return {};
  }

  @Live()
  @Permissions('orders:write', { at: param('orgId') })
  @Get('live/:orgId')
  live() {
    return {};
  }

  @AnyPermission('orders:admin', 'orders:write', { at: query('orgId') })
  @Get('orders')
  byQuery() {
    return {};
  }

  @Roles('editor', { at: body('orgId') })
  @Post('orders')
  byBody() {
    return {};
  }
}

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('rules at a unit on %s', (_name, newAdapter) => {
  const auth = testAuth({
    units: {
      acme: {},
      germany: { parent: 'acme' },
      berlin: { parent: 'germany' },
      spain: { parent: 'acme' },
    },
  });
  let app: INestApplication;

  beforeAll(async () => {
    @Module({ imports: [GatehouseModule.forRoot(auth.options)], controllers: [Orders] })
    class App {}
    const testing = await Test.createTestingModule({ imports: [App] }).compile();
    app = testing.createNestApplication(newAdapter());
    await app.init();
    await (app as NestFastifyApplication).getHttpAdapter().getInstance().ready?.();
  });
  afterAll(() => app.close());

  const asEditor = {
    id: 'editor',
    at: { germany: ['orders:write'] },
    rolesAt: { germany: ['editor'] },
  };
  const get = (path: string, user: object = asEditor) =>
    auth.asUser(request(app.getHttpServer()).get(path), user);

  it('A permission held at a unit counts there and below, neither above nor beside', async () => {
    await get('/organizations/germany/orders').expect(200);
    await get('/organizations/berlin/orders').expect(200);
    for (const unit of ['acme', 'spain', 'nowhere']) {
      const { body: refused } = await get(`/organizations/${unit}/orders`).expect(403);
      expect(refused).toMatchObject({ code: 'PERMISSION_DENIED', missing: ['orders:write'] });
      expect(refused.message).toContain(unit);
    }
  });

  it('A permission held without a unit counts at every unit, also at one that does not exist', async () => {
    await get('/organizations/nowhere/orders', { permissions: ['orders:write'] }).expect(200);
    await get('/orders', { permissions: ['orders:write'] }).expect(200);
  });

  it('A rule with @Live asks about unit and user now', async () => {
    await get('/live/berlin').expect(200);
    await get('/live/spain').expect(403);
  });

  it.each([
    '/orders',
    '/orders?orgId=',
    '/orders?orgId=berlin&orgId=berlin',
    '/orders?orgId=spain&orgId=berlin',
    '/orders?orgId[]=berlin',
    '/orders?orgId[id]=berlin',
    '/orders?orgId=berlin,spain',
    '/orders?orgId=__proto__',
    '/orders?__proto__[orgId]=berlin',
    `/orders?orgId=${'b'.repeat(200)}`,
  ])('%s names no unit, and only what is held without one counts', async (path) => {
    await get('/orders?orgId=berlin').expect(200);
    const { body: refused } = await get(path).expect(403);
    expect(refused.code).toBe('PERMISSION_DENIED');
  });

  it.each([{}, { orgId: ['berlin'] }, { orgId: { id: 'berlin' } }, { orgId: 1 }, { orgId: null }])(
    'A body %j names no unit',
    async (sent) => {
      const post = (what: object) =>
        auth.asUser(request(app.getHttpServer()).post('/orders'), asEditor).send(what);
      await post({ orgId: 'berlin' }).expect(201);
      await post(sent).expect(403);
    },
  );

  it('A moved unit takes its rights along', async () => {
    auth.setUnit('berlin', 'spain');
    await get('/organizations/berlin/orders').expect(403);
    auth.setUnit('berlin', 'germany');
    await get('/organizations/berlin/orders').expect(200);
  });
});

describe('the guard at units while the feed is up', () => {
  let fake: FakeGatehouse;
  let app: INestApplication;
  let gatehouse: Gatehouse;

  beforeAll(async () => {
    fake = await FakeGatehouse.start({ heartbeatMs: 100 });
    const options = { issuer: fake.issuer, service: fake.service, appToken: fake.appToken };
    @Module({ imports: [GatehouseModule.forRoot(options)], controllers: [Orders] })
    class App {}
    const testing = await Test.createTestingModule({ imports: [App] }).compile();
    app = testing.createNestApplication(new ExpressAdapter());
    await app.init();
    gatehouse = app.get(Gatehouse);
    await gatehouse.ready();
  });
  afterAll(async () => {
    await app.close();
    await fake.close();
  });

  const anEditor = (name = `r-${randomUUID()}`) => {
    const root = fake.addUnit();
    const middle = fake.addUnit(root);
    const leaf = fake.addUnit(middle);
    const beside = fake.addUnit(root);
    const user = fake.signIn();
    fake.setRole(name, ['orders:write', 'orders:read']);
    fake.assignRoleAt(middle, name, user.userId);
    return { root, middle, leaf, beside, name, id: user.userId, ...user };
  };
  const get = (unit: string, token: string) =>
    request(app.getHttpServer())
      .get(`/organizations/${unit}/orders`)
      .set('Authorization', `Bearer ${token}`);
  const canAt = (id: string, at: string) => gatehouse.can(id, 'orders:write', { at });

  it('Asks once for a user and a unit, then decides by itself, also for the id in capitals', async () => {
    const { leaf, accessToken } = anEditor();
    await eventually(() => get(leaf, accessToken).expect(200));
    const before = { ...fake.calls };
    await get(leaf, accessToken).expect(200);
    await get(leaf.toUpperCase(), accessToken).expect(200);
    expect(fake.calls).toEqual(before);
  });

  it('A move is obeyed, and what follows from it for the users below', async () => {
    const { middle, leaf, beside, root, id } = anEditor();
    await eventually(async () => expect(await canAt(id, leaf)).toBe(true));
    expect(await canAt(id, root)).toBe(false);
    fake.moveUnit(leaf, beside);
    await eventually(async () => expect(await canAt(id, leaf)).toBe(false));
    fake.moveUnit(beside, middle);
    await eventually(async () => expect(await canAt(id, leaf)).toBe(true));
    fake.deleteUnit(middle);
    await eventually(async () => expect(await canAt(id, leaf)).toBe(false));
  });

  it('A role of a unit counts for its members and for those of the units below, until they leave', async () => {
    const { root, middle, leaf, name } = anEditor();
    const { userId } = fake.signIn();
    fake.assignRoleAt(middle, name, null);
    expect(await canAt(userId, leaf)).toBe(false);
    fake.addMember(leaf, userId);
    await eventually(async () => expect(await canAt(userId, middle)).toBe(true));
    expect(await canAt(userId, root)).toBe(false);
    fake.moveUnit(leaf, root);
    await eventually(async () => expect(await canAt(userId, middle)).toBe(false));
    fake.moveUnit(leaf, middle);
    await eventually(async () => expect(await canAt(userId, middle)).toBe(true));
    fake.removeMember(leaf, userId);
    await eventually(async () => expect(await canAt(userId, middle)).toBe(false));
  });

  it('A role that requires two factors answers 401 at its unit, and 403 elsewhere', async () => {
    const { leaf, beside, id, name } = anEditor();
    fake.setRole(name, ['orders:write'], { requiresMfa: true });
    await eventually(async () => expect(await canAt(id, leaf)).toBe(false));
    const assertAt = (at: string, acr?: string) =>
      gatehouse.assert(acr ? { id, acr } : id, 'orders:write', { at });
    await expect(assertAt(leaf)).rejects.toMatchObject({ code: 'INSUFFICIENT_AUTHENTICATION' });
    await expect(assertAt(beside)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await assertAt(leaf, 'aal2');
  });

  it('Lists the units for a filter, and again after a change', async () => {
    const { middle, leaf, beside, id, name } = anEditor();
    const where = () => gatehouse.unitsWhere(id, 'orders:read');
    await eventually(async () =>
      expect(await where()).toMatchObject({ everywhere: false, units: [middle, leaf].sort() }),
    );
    fake.assignRoleAt(beside, name, id);
    await eventually(async () => expect((await where()).units).toContain(beside));
    const pages = [];
    for await (const page of gatehouse.unitPages(id, 'orders:read')) pages.push(...page.units);
    expect(pages).toEqual([middle, leaf, beside].sort());
    fake.grant(id, 'orders:read');
    await eventually(async () =>
      expect(await where()).toMatchObject({ everywhere: true, units: [] }),
    );
  });

  it('A call without a unit counts what is held without one', async () => {
    const { middle, id } = anEditor();
    await eventually(async () => expect(await canAt(id, middle)).toBe(true));
    expect(await gatehouse.can(id, 'orders:write')).toBe(false);
    expect((await gatehouse.rightsOf(id)).permissions.size).toBe(0);
    expect([...(await gatehouse.rightsOf(id, { at: middle })).permissions].sort()).toEqual([
      'orders:read',
      'orders:write',
    ]);
    const can = gatehouse.can.bind(gatehouse) as (...args: unknown[]) => Promise<boolean>;
    for (const at of [undefined, null, '', 1, [middle]]) {
      await expect(can(id, 'orders:write', { at })).rejects.toThrow(TypeError);
    }
  });

  it('A flood of unknown units asks in batches, and not at all for a user without units', async () => {
    const { id } = anEditor();
    const nobody = fake.signIn().userId;
    await eventually(async () =>
      expect((await gatehouse.unitsWhere(id, 'orders:read')).units.length).toBe(2),
    );
    const ids = Array.from({ length: 500 }, () => randomUUID());
    const asked = () => fake.calls['GET /api/guard/units'] ?? 0;
    const before = asked();
    expect((await Promise.all(ids.map((at) => canAt(nobody, at)))).includes(true)).toBe(false);
    expect(asked()).toBe(before);
    await canAt(id, ids[0]!);
    const warm = asked();
    expect((await Promise.all(ids.map((at) => canAt(id, at)))).includes(true)).toBe(false);
    expect(asked() - warm).toBeLessThanOrEqual(6);
    const again = asked();
    await Promise.all(ids.map((at) => canAt(id, at)));
    expect(asked()).toBe(again);
  });
});

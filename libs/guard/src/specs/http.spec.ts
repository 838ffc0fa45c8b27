import {
  Controller,
  Get,
  Module,
  Param,
  Req,
  type INestApplication,
  type Type,
} from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import {
  AnyPermission,
  AppToken,
  CurrentApp,
  CurrentUser,
  Gatehouse,
  GatehouseModule,
  OptionalAuth,
  Permissions,
  Public,
  RecentLogin,
  Roles,
  SelfOr,
  SignedIn,
  type GatehouseApp,
  type GatehouseUser,
} from '../index.js';
import { testAuth, type TestAuth } from '../testing/index.js';

@Controller('orders')
class OrdersController {
  constructor(private readonly gatehouse: Gatehouse) {}

  @Get('undeclared')
  undeclared(@CurrentUser('id') id: string) {
    return { id };
  }

  @Public()
  @Get('open')
  open(@CurrentUser() user?: GatehouseUser) {
    return { user: user ?? null };
  }

  @OptionalAuth()
  @Get('optional')
  optional(@CurrentUser('id') id?: string) {
    return { id: id ?? null };
  }

  @Permissions('orders:read', 'orders:list')
  @Get()
  list(@CurrentUser('id') id: string, @Req() req: { user: GatehouseUser }) {
    return { id, same: req.user.id };
  }

  @AnyPermission('orders:write', 'orders:admin')
  @Get('any')
  any() {
    return {};
  }

  @Roles('clerk', 'chief')
  @Get('roles')
  roles() {
    return {};
  }

  @SelfOr('orders:read', 'userId')
  @Get('of/:userId')
  of(@Param('userId') id: string) {
    return { id };
  }

  @RecentLogin('10m')
  @Get('recent')
  recent() {
    return {};
  }

  @AppToken('orders:sync', 'orders:push')
  @Get('sync')
  sync(@CurrentApp() app: GatehouseApp, @CurrentApp('serviceName') name: string) {
    return { app, name };
  }

  @SignedIn()
  @Get('composed')
  async composed(@CurrentUser() user: GatehouseUser) {
    const can = await this.gatehouse.can(user, 'orders:read');
    await this.gatehouse.assert(user.id, 'orders:special');
    return { can };
  }
}

@Permissions('admin:enter')
@Controller('admin')
class AdminController {
  @Permissions('admin:write')
  @Get('both')
  both() {
    return {};
  }

  @Public()
  @Get('ping')
  ping() {
    return {};
  }

  @Get('plain')
  plain() {
    return {};
  }
}

@Controller('inherited')
class InheritedController extends AdminController {}

const adapters: [string, () => ExpressAdapter | FastifyAdapter][] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
];

async function start(
  auth: TestAuth,
  adapter: ExpressAdapter | FastifyAdapter,
  controllers: Type[],
) {
  @Module({ imports: [GatehouseModule.forRoot(auth.options)], controllers })
  class AppModule {}
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  const app = module.createNestApplication<INestApplication>(adapter as ExpressAdapter);
  await app.init();
  if (adapter instanceof FastifyAdapter) {
    await (app as unknown as NestFastifyApplication).getHttpAdapter().getInstance().ready();
  }
  return app;
}

describe.each(adapters)('The guard on %s', (_name, adapter) => {
  const auth = testAuth();
  let app: INestApplication;
  const get = (path: string) => request(app.getHttpServer()).get(path);

  beforeAll(async () => {
    app = await start(auth, adapter(), [OrdersController, AdminController, InheritedController]);
  });
  afterAll(() => app.close());

  it('a request without a token is refused with WWW-Authenticate', async () => {
    const answer = await get('/orders').expect(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="gatehouse"');
    expect(answer.body).toEqual({
      success: false,
      status: 401,
      title: 'Sign-in required',
      code: 'UNAUTHENTICATED',
      message: 'Sign-in required: send an access token as Bearer',
    });
  });

  it.each([
    ['expired', () => auth.expiredToken()],
    ['forged', () => auth.forgedToken()],
    ['for another issuer', () => auth.token({ claims: { iss: 'https://evil.test' } })],
    ['that is an application token', () => auth.appToken()],
    ['that is garbage', () => 'garbage'],
  ])('a token %s is refused', async (_kind, token) => {
    const answer = await get('/orders').set('Authorization', `Bearer ${token()}`).expect(401);
    expect(answer.body.code).toBe('INVALID_TOKEN');
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"');
  });

  it('a token is read only from the Authorization header', async () => {
    const token = auth.token({ permissions: ['orders:read', 'orders:list'] });
    await get(`/orders?access_token=${token}&token=${token}`).expect(401);
    await get('/orders').set('Cookie', `access_token=${token}`).expect(401);
    await get('/orders').set('Authorization', `Basic ${token}`).expect(401);
    await get('/orders').set('Authorization', token).expect(401);
    await get('/orders').set('Authorization', `bearer  ${token}`).expect(200);
  });

  it('a 403 names the missing permission', async () => {
    const answer = await auth.asUser(get('/orders'), { permissions: ['orders:read'] }).expect(403);
    expect(answer.body).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: 'Permission denied: orders:list required',
      missing: ['orders:list'],
    });
    expect(answer.headers['www-authenticate']).toBeUndefined();
  });

  it('a user with all required permissions is admitted, and the handler gets the user', async () => {
    const user = { id: 'u1', permissions: ['orders:read', 'orders:list'] };
    const answer = await auth.asUser(get('/orders'), user).expect(200);
    expect(answer.body).toEqual({ id: 'u1', same: 'u1' });
  });

  it('changed rights and an ended session apply to the next request', async () => {
    const token = auth.token({
      id: 'u2',
      sessionId: 's2',
      permissions: ['orders:read', 'orders:list'],
    });
    const call = (status: number) =>
      get('/orders').set('Authorization', `Bearer ${token}`).expect(status);
    await call(200);
    auth.setRights('u2', { permissions: ['orders:read'] });
    await call(403);
    auth.setRights('u2', { permissions: ['orders:read', 'orders:list'] });
    await call(200);
    auth.endSession('s2');
    expect((await call(401)).body.code).toBe('SESSION_ENDED');
  });

  it('@AnyPermission and @Roles require one of several names', async () => {
    await auth.asUser(get('/orders/any'), { permissions: ['orders:admin'] }).expect(200);
    const any = await auth.asUser(get('/orders/any'), { permissions: ['orders:read'] }).expect(403);
    expect(any.body.message).toBe('Permission denied: one of orders:write, orders:admin required');
    await auth.asUser(get('/orders/roles'), { roles: ['chief'] }).expect(200);
    const role = await auth.asUser(get('/orders/roles')).expect(403);
    expect(role.body.missing).toEqual(['clerk', 'chief']);
  });

  it('@SelfOr admits the named user, and others with the permission', async () => {
    await auth.asUser(get('/orders/of/me'), { id: 'me' }).expect(200);
    await auth.asUser(get('/orders/of/me'), { id: 'you' }).expect(403);
    await auth
      .asUser(get('/orders/of/me'), { id: 'you', permissions: ['orders:read'] })
      .expect(200);
    await auth.asUser(get('/orders/of/other?userId=me'), { id: 'me' }).expect(403);
  });

  it('@RecentLogin refuses an old sign-in as RFC 9470 defines', async () => {
    await auth.asUser(get('/orders/recent'), { loginAgeSeconds: 500 }).expect(200);
    const answer = await auth.asUser(get('/orders/recent'), { loginAgeSeconds: 700 }).expect(401);
    expect(answer.body.code).toBe('RECENT_LOGIN_REQUIRED');
    expect(answer.headers['www-authenticate']).toContain(
      'error="insufficient_user_authentication"',
    );
    expect(answer.headers['www-authenticate']).toContain('max_age="600"');
    expect(answer.body.max_age).toBe(600);
  });

  it('@Public admits every caller and reads no token', async () => {
    await get('/orders/open').expect(200, { user: null });
    await get('/orders/open').set('Authorization', 'Bearer garbage').expect(200, { user: null });
    await get('/admin/ping').expect(200);
  });

  it('@OptionalAuth admits anonymous callers and valid tokens, and refuses invalid ones', async () => {
    await get('/orders/optional').expect(200, { id: null });
    await auth.asUser(get('/orders/optional'), { id: 'u3' }).expect(200, { id: 'u3' });
    await get('/orders/optional').set('Authorization', 'Bearer garbage').expect(401);
  });

  it('the rules of class and method are combined, also inherited ones', async () => {
    for (const base of ['/admin', '/inherited']) {
      await auth.asUser(get(`${base}/both`), { permissions: ['admin:write'] }).expect(403);
      const both = ['admin:write', 'admin:enter'];
      await auth.asUser(get(`${base}/both`), { permissions: both }).expect(200);
      await auth.asUser(get(`${base}/plain`)).expect(403);
    }
  });

  it('a handler without a declaration requires a signed-in user', async () => {
    await get('/orders/undeclared').expect(401);
    await auth.asUser(get('/orders/undeclared'), { id: 'u4' }).expect(200, { id: 'u4' });
  });

  it('@AppToken admits a service by its scopes, and no user', async () => {
    const app = { service: 'billing', scopes: ['orders:sync', 'orders:push'] };
    const answer = await auth.asApp(get('/orders/sync'), app).expect(200);
    expect(answer.body).toMatchObject({ name: 'billing', app: { scopes: app.scopes } });
    const poor = await auth.asApp(get('/orders/sync'), { scopes: ['orders:sync'] }).expect(403);
    expect(poor.body).toMatchObject({ code: 'INSUFFICIENT_SCOPE', missing: ['orders:push'] });
    expect(poor.headers['www-authenticate']).toContain('scope="orders:push"');
    const ungranted = { ...app, granted: ['orders:sync'] };
    const answered = await auth.asApp(get('/orders/sync'), ungranted).expect(403);
    expect(answered.body).toMatchObject({ code: 'CALLER_NOT_GRANTED', missing: ['orders:push'] });
    expect(answered.body.message).toMatch(/billing orders:push\. Who holds token:write in test /);
    expect((await auth.asUser(get('/orders/sync')).expect(401)).body.code).toBe('INVALID_TOKEN');
    await get('/orders/sync').set('Authorization', 'Bearer gh_unknownunknownunknown').expect(401);
    await get('/orders/sync').expect(401);
  });

  it('@AppToken admits a service from its networks by the peer address, not by headers', async () => {
    const scopes = ['orders:sync', 'orders:push'];
    const here = { scopes, allowedNetworks: ['127.0.0.0/8'] };
    await auth.asApp(get('/orders/sync'), here).expect(200);
    const elsewhere = auth.asApp(get('/orders/sync'), { scopes, allowedNetworks: ['10.0.0.0/8'] });
    const answer = await elsewhere
      .set('X-Forwarded-For', '10.0.0.1')
      .set('Forwarded', 'for=10.0.0.1')
      .set('X-Real-IP', '10.0.0.1')
      .expect(401);
    expect(answer.body).toMatchObject({ code: 'INVALID_TOKEN' });
  });

  it('the injected Gatehouse decides and refuses in the same way', async () => {
    const special = { permissions: ['orders:read', 'orders:special'] };
    await auth.asUser(get('/orders/composed'), special).expect(200, { can: true });
    const answer = await auth.asUser(get('/orders/composed'), { permissions: [] }).expect(403);
    expect(answer.body).toMatchObject({ code: 'PERMISSION_DENIED', missing: ['orders:special'] });
  });
});

import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  CurrentApp,
  CurrentUser,
  IdParam,
  Public,
  RateClass,
  Refuses,
  RequireAppToken,
  RequirePermission,
  SignedIn,
  type AppPrincipal,
  type PermissionRule,
  type Principal,
  type ServiceSource,
} from '#libs/access';
import { AppError, newId } from '#libs/kernel';
import { startHttp, type HttpFixture } from './support/http-fixture.js';
import { rawRequest, readAnswer } from './support/raw-http.js';
import { withFixture } from '../support/with-fixture.js';

const USER_ID = newId();
const SERVICE_ID = newId();
const ROLE_ID = newId();
const SIGNED_IN_AT = Date.parse('2026-01-01T00:00:00Z') / 1000;

const ACCOUNT = {
  email: 'ann@example.test',
  firstName: null,
  lastName: null,
  locale: null,
  isEmailVerified: true,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  lastLogin: null,
};

class AccessTokens {
  failure: Error | null = null;
  asked = 0;
  acr: Principal['acr'] = 'aal1';

  async authenticate(token: string): Promise<Principal> {
    this.asked += 1;
    if (this.failure) throw this.failure;
    if (token !== 'good') throw new AppError('INVALID_TOKEN');
    return {
      userId: USER_ID,
      sessionId: newId(),
      tokenId: newId(),
      authTime: SIGNED_IN_AT,
      amr: ['pwd'],
      acr: this.acr,
      expiresAt: SIGNED_IN_AT + 3600,
      account: ACCOUNT,
    };
  }
}

class Permissions {
  failure: Error | null = null;
  held = new Set<string>();
  readonly asked: (string | null)[] = [];

  async assertHolds(
    _who: Principal,
    rule: PermissionRule,
    serviceId: string | null,
  ): Promise<void> {
    this.asked.push(serviceId);
    if (this.failure) throw this.failure;
    if (!this.held.has(rule.permission)) {
      const detail = `Permission denied: ${rule.permission} required`;
      throw new AppError('PERMISSION_DENIED', { detail });
    }
  }

  async findServiceOf(source: ServiceSource, id: string): Promise<string | null> {
    return source === 'role:role_id' && id === ROLE_ID ? SERVICE_ID : null;
  }
}

class AppTokens {
  async authenticate(token: string): Promise<AppPrincipal> {
    if (token !== 'app') throw new AppError('INVALID_TOKEN');
    return {
      tokenId: newId(),
      tokenName: 'worker',
      serviceId: SERVICE_ID,
      scopes: ['read'],
      service: {
        id: SERVICE_ID,
        name: 'shop',
        description: null,
        isActive: true,
        createdAt: new Date(0),
        updatedAt: new Date(0),
      },
      allowedNetworks: [],
      expiresAt: null,
    };
  }

  async holdsHere(app: AppPrincipal, scope: string): Promise<boolean> {
    return app.scopes.includes(scope);
  }
}

class Named {
  @IsString()
  name!: string;
}

@Controller('api')
class RoutesController {
  calls = 0;

  @Get('open')
  @Public()
  @RateClass('read')
  @Refuses()
  open() {
    return { success: true };
  }

  @Get('undeclared')
  undeclared() {
    this.calls += 1;
    return { success: true };
  }

  @Get('me')
  @SignedIn()
  @RateClass('read')
  @Refuses()
  me(@CurrentUser() user: Principal) {
    return { success: true, id: user.userId };
  }

  @Post('danger')
  @HttpCode(200)
  @SignedIn({ withinSeconds: 300 })
  @RateClass('write')
  @Refuses()
  danger() {
    return { success: true };
  }

  @Post('two-factors')
  @HttpCode(200)
  @SignedIn({ acr: 'aal2', withinSeconds: 300 })
  @RateClass('write')
  @Refuses()
  twoFactors() {
    return { success: true };
  }

  @Get('people-by-two-factors/:user_id')
  @RequirePermission('user:read', { orSelf: 'user_id', acr: 'aal2' })
  @RateClass('read')
  @Refuses()
  userByTwoFactors(@IdParam('user_id') id: string) {
    return { success: true, id };
  }

  @Get('people/:user_id')
  @RequirePermission('user:read', { orSelf: 'user_id' })
  @RateClass('read')
  @Refuses()
  user(@IdParam('user_id') id: string) {
    return { success: true, id };
  }

  @Post('roles/:role_id')
  @HttpCode(200)
  @RequirePermission('role:write', { service: 'role:role_id' })
  @RateClass('write')
  @Refuses()
  role(@IdParam('role_id') id: string, @Body() body: Named) {
    return { success: true, id, name: body.name };
  }

  @Post('tokens')
  @HttpCode(200)
  @RequirePermission('token:write', { service: 'body:service_id' })
  @RateClass('write')
  @Refuses()
  token() {
    return { success: true };
  }

  @Get('read')
  @RequireAppToken('read')
  @RateClass('validate')
  @Refuses()
  read(@CurrentApp() app: AppPrincipal) {
    return { success: true, service: app.serviceId };
  }

  @Get('write')
  @RequireAppToken('read', 'write')
  @RateClass('validate')
  @Refuses()
  write() {
    return { success: true };
  }
}

describe('the access guard', () => {
  let http: HttpFixture;
  const tokens = new AccessTokens();
  const permissions = new Permissions();

  @Module({ controllers: [RoutesController] })
  class RoutesModule {}

  withFixture(async (opened) => {
    const access = { sessions: tokens, permissions, appTokens: new AppTokens() };
    http = opened.add(await startHttp({ module: { imports: [RoutesModule] }, access }));
  });
  beforeEach(() => {
    tokens.failure = null;
    tokens.acr = 'aal1';
    permissions.failure = null;
    permissions.held = new Set();
    permissions.asked.length = 0;
    http.clock.set(SIGNED_IN_AT * 1000);
  });

  const good = { token: 'good' };

  it('The access guard refuses a handler that declares nothing, to every caller', async () => {
    expect(await http.get('/api/undeclared', good)).toMatchObject({
      status: 403,
      body: { code: 'PERMISSION_DENIED' },
    });
    expect(http.nest.get(RoutesController).calls).toBe(0);
  });

  it('The access guard allows public routes to every caller, without a check', async () => {
    const before = tokens.asked;
    expect(await http.get('/api/open', { token: 'whatever' })).toMatchObject({ status: 200 });
    expect(tokens.asked).toBe(before);
  });

  it('The access guard asks for a credential with its scheme', async () => {
    const answer = await http.get('/api/me');
    expect(answer).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="gatehouse"');
    const wrong = await http.get('/api/me', { token: 'bad' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
    expect(wrong.headers['www-authenticate']).toBe(
      'Bearer realm="gatehouse", error="invalid_token"',
    );
  });

  it.each(['Bearer good', 'bearer good', 'BEARER   good', 'Bearer good '])(
    'The access guard reads "%s" as a credential',
    async (authorization) => {
      expect(await http.get('/api/me', { headers: { authorization } })).toMatchObject({
        status: 200,
        body: { id: USER_ID },
      });
    },
  );

  it.each([
    'Bearer',
    'Bearer  ',
    'Basic good',
    'good',
    'Bearer good good',
    'Bearer good, Bearer good',
    'Bearer "good"',
    'Bearer good;x',
    'Token good',
    `Bearer ${'a'.repeat(5000)}`,
  ])('The access guard does not read %j as a credential', async (authorization) => {
    const before = tokens.asked;
    const answer = await http.get('/api/me', { headers: { authorization } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_TOKEN' } });
    expect(tokens.asked).toBe(before);
  });

  it('The access guard refuses two authorization headers', async () => {
    const text = await rawRequest(
      http.port,
      'GET /api/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer good\r\nAuthorization: Bearer bad\r\n\r\n',
    );
    expect(readAnswer(text)).toMatchObject({ status: 401 });
  });

  it('The access guard reads no token from the address, a cookie or a body', async () => {
    const headers = { cookie: 'access_token=good; token=good' };
    for (const path of ['/api/me?access_token=good', '/api/me?token=good']) {
      expect(await http.get(path, { headers })).toMatchObject({ status: 401 });
    }
    const answer = await http.post('/api/danger', { access_token: 'good' });
    expect(answer).toMatchObject({ status: 401 });
  });

  it('The access guard asks for a new sign-in when the sign-in is too old', async () => {
    expect(await http.post('/api/danger', {}, good)).toMatchObject({ status: 200 });
    http.clock.advanceSeconds(301);
    const answer = await http.post('/api/danger', {}, good);
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'REAUTHENTICATION_REQUIRED', max_age: 300 },
    });
    expect(answer.headers['www-authenticate']).toContain(
      'error="insufficient_user_authentication"',
    );
  });

  it('The access guard asks for a second factor, and names all requirements in one challenge', async () => {
    const both =
      'Bearer realm="gatehouse", error="insufficient_user_authentication", acr_values="aal2", max_age="300"';
    const one = await http.post('/api/two-factors', {}, good);
    expect(one).toMatchObject({
      status: 401,
      body: { code: 'INSUFFICIENT_AUTHENTICATION', acr_values: ['aal2'], max_age: 300 },
    });
    expect(one.headers['www-authenticate']).toBe(both);
    tokens.acr = 'aal2';
    expect(await http.post('/api/two-factors', {}, good)).toMatchObject({ status: 200 });
    http.clock.advanceSeconds(301);
    const old = await http.post('/api/two-factors', {}, good);
    expect(old).toMatchObject({ status: 401, body: { code: 'REAUTHENTICATION_REQUIRED' } });
    expect(old.headers['www-authenticate']).toBe(both);
  });

  it('The access guard asks for a second factor beside a permission, also for a route about the caller', async () => {
    for (const id of [USER_ID, newId()])
      expect(await http.get(`/api/people-by-two-factors/${id}`, good)).toMatchObject({
        status: 401,
        body: { code: 'INSUFFICIENT_AUTHENTICATION' },
      });
    tokens.acr = 'aal2';
    const { asked } = permissions;
    expect(await http.get(`/api/people-by-two-factors/${USER_ID}`, good)).toMatchObject({
      status: 200,
    });
    expect(asked).toHaveLength(0);
    expect(await http.get(`/api/people-by-two-factors/${newId()}`, good)).toMatchObject({
      status: 403,
    });
  });

  it('The access guard names the missing permission before it looks at the target or the body', async () => {
    const answer = await http.post('/api/roles/no-id-at-all', { nonsense: 1 }, good);
    expect(answer).toMatchObject({
      status: 403,
      body: { message: 'Permission denied: role:write required' },
    });
    permissions.held.add('role:write');
    expect(await http.post('/api/roles/no-id-at-all', { name: 'x' }, good)).toMatchObject({
      status: 404,
    });
    expect(await http.post(`/api/roles/${ROLE_ID}`, {}, good)).toMatchObject({ status: 400 });
    expect(await http.post(`/api/roles/${ROLE_ID}`, { name: 'x' }, good)).toMatchObject({
      status: 200,
    });
  });

  it('The access guard checks the permission in the service of the call, or in none', async () => {
    await http.post(`/api/roles/${ROLE_ID.toUpperCase()}`, {}, good);
    await http.post(`/api/roles/${newId()}`, {}, good);
    await http.post('/api/tokens', { service_id: SERVICE_ID }, good);
    await http.post('/api/tokens', { service_id: [SERVICE_ID] }, good);
    await http.post('/api/tokens', {}, good);
    expect(permissions.asked).toEqual([SERVICE_ID, null, SERVICE_ID, null, null]);
  });

  it('The access guard needs no permission for a route about the caller', async () => {
    expect(await http.get(`/api/people/${USER_ID.toUpperCase()}`, good)).toMatchObject({
      status: 200,
    });
    expect(await http.get(`/api/people/${newId()}`, good)).toMatchObject({ status: 403 });
    expect(permissions.asked).toHaveLength(1);
  });

  it('The access guard tells application tokens from access tokens, and checks their scopes', async () => {
    expect(await http.get('/api/read', { token: 'app' })).toMatchObject({
      status: 200,
      body: { service: SERVICE_ID },
    });
    expect(await http.get('/api/read', good)).toMatchObject({ status: 401 });
    expect(await http.get('/api/me', { token: 'app' })).toMatchObject({ status: 401 });
    expect(await http.get('/api/write', { token: 'app' })).toMatchObject({
      status: 403,
      body: { message: 'Permission denied: scope write required' },
    });
  });

  it('The access guard refuses when a check fails unexpectedly', async () => {
    permissions.held.add('user:read');
    permissions.failure = new TypeError('cannot read properties of undefined');
    const answer = await http.get(`/api/people/${newId()}`, good);
    expect(answer).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    expect(answer.text).not.toContain('undefined');
    tokens.failure = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(await http.get('/api/me', good)).toMatchObject({
      status: 503,
      body: { code: 'DATABASE_UNAVAILABLE' },
    });
  });

  it('The access guard is the same for HEAD', async () => {
    expect(await http.call('HEAD', '/api/me')).toMatchObject({ status: 401, text: '' });
    expect(await http.call('HEAD', '/api/me/', good)).toMatchObject({ status: 200 });
  });
});

describe('the access guard without its checks', () => {
  it('The access guard without its checks refuses every route that is not public', async () => {
    const http = await startHttp({ module: { controllers: [RoutesController] } });
    expect(await http.get('/api/open')).toMatchObject({ status: 200 });
    expect(await http.get('/api/me', { token: 'good' })).toMatchObject({ status: 503 });
    expect(await http.get('/api/read', { token: 'app' })).toMatchObject({ status: 503 });
    await http.close();
  });
});

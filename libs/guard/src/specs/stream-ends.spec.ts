import {
  Controller,
  Get,
  Module,
  Res,
  Sse,
  StreamableFile,
  type INestApplication,
} from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { PassThrough } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { map, timer } from 'rxjs';
import type { OpenStreams } from '../core/open-streams.js';
import {
  AppToken,
  CloseOnEnd,
  Gatehouse,
  GatehouseModule,
  Permissions,
  type GatehouseModuleOptions,
} from '../index.js';
import { FakeGatehouse, type FakeSignIn } from '../testing/index.js';
import { GUARD_STREAMS } from '../options.js';
import { eventually } from './waiting.js';

jest.setTimeout(60_000);

const ticks = () => timer(5, 50).pipe(map((count) => ({ data: { count } })));

@Controller('streams')
class Streams {
  @Permissions('orders:read')
  @Sse('events')
  events() {
    return ticks();
  }

  @AppToken('orders:sync')
  @Sse('sync')
  sync() {
    return ticks();
  }

  @CloseOnEnd()
  @Permissions('orders:read')
  @Get('download')
  download() {
    const file = new PassThrough();
    file.write('begun');
    return new StreamableFile(file);
  }

  @CloseOnEnd()
  @Permissions('orders:read')
  @Get('raw')
  raw(@Res() response: ServerResponse & { raw?: ServerResponse; hijack?: () => void }) {
    response.hijack?.();
    const raw = response.raw ?? response;
    raw.writeHead(200, { 'Content-Type': 'text/plain' });
    raw.write('begun');
  }
}

const ADAPTERS = {
  Express: () => new ExpressAdapter(),
  Fastify: () => new FastifyAdapter() as unknown as ExpressAdapter,
};

class Setting {
  constructor(
    readonly fake: FakeGatehouse,
    readonly app: INestApplication,
    private readonly url: string,
  ) {}

  static async open(
    adapter: keyof typeof ADAPTERS,
    options: Partial<GatehouseModuleOptions> = {},
  ): Promise<Setting> {
    const fake = await FakeGatehouse.start({ heartbeatMs: 50 });
    const { issuer, service, appToken } = fake;
    @Module({
      imports: [GatehouseModule.forRoot({ issuer, service, appToken, ...options })],
      controllers: [Streams],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    const app = module.createNestApplication(ADAPTERS[adapter](), { logger: false });
    app.enableShutdownHooks();
    await app.listen(0, '127.0.0.1');
    await app.get(Gatehouse).ready();
    return new Setting(fake, app, (await app.getUrl()).replace('[::1]', '127.0.0.1'));
  }

  get watched(): number {
    return this.app.get<OpenStreams>(GUARD_STREAMS).size;
  }

  /** Resolves with the first part; `ended` once no more comes. */
  async stream(path: string, token: string) {
    const answer = await fetch(`${this.url}/streams/${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    const reader = answer.body!.getReader();
    await reader.read();
    const toEnd = async () => {
      while (!(await reader.read()).done);
    };
    return { ended: toEnd().catch(() => undefined) };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.fake.close();
  }
}

describe.each(Object.keys(ADAPTERS) as (keyof typeof ADAPTERS)[])('On %s', (adapter) => {
  let setting: Setting;
  let fake: FakeGatehouse;

  beforeAll(async () => {
    setting = await Setting.open(adapter);
    ({ fake } = setting);
  });
  afterAll(() => setting.close());
  afterEach(() => eventually(() => expect(setting.watched).toBe(0)));

  const ENDS: readonly [string, (person: FakeSignIn) => void][] = [
    ['the session ends', ({ sessionId }) => fake.endSession(sessionId)],
    ['the account is deactivated', ({ userId }) => fake.setUserActive(userId, false)],
    ['the permission is withdrawn', ({ userId }) => fake.withdraw(userId, 'orders:read')],
  ];
  const cases = ['events', 'download', 'raw'].flatMap((path) =>
    ENDS.map(([when, end]) => [path, when, end] as const),
  );

  it.each(cases)('a stream (%s) is closed when %s', async (path, _when, end) => {
    const person = fake.signIn({ permissions: ['orders:read'] });
    const { ended } = await setting.stream(path, person.accessToken);
    expect(setting.watched).toBe(1);
    end(person);
    await ended;
  });

  it.each([
    ['its application token is revoked', (id: string) => fake.revokeAppToken(id)],
    ['its grant is withdrawn', () => fake.withdrawCaller('billing')],
    ['its service is deactivated', () => fake.setServiceActive('billing', false)],
  ])('the event stream of a calling service is closed when %s', async (_when, end) => {
    fake.setServiceActive('billing', true);
    fake.grantCaller('billing', ['orders:sync']);
    const { id, token } = fake.createAppToken({ service: 'billing', scopes: ['orders:sync'] });
    const { ended } = await setting.stream('sync', token);
    expect(setting.watched).toBe(1);
    end(id);
    await ended;
  });
});

describe('The events of a calling service', () => {
  // All such streams are checked every 30 s; this test is about an expiry before that.
  it('the event stream of a calling service is closed when its application token expires', async () => {
    const setting = await Setting.open('Express');
    const { fake } = setting;
    fake.grantCaller('billing', ['orders:sync']);
    const options = { service: 'billing', scopes: ['orders:sync'], expiresInSeconds: 5 };
    const { ended } = await setting.stream('sync', fake.createAppToken(options).token);
    await ended;
    await setting.close();
  }, 25_000);
});

describe('When the guard itself is shut out', () => {
  it.each([
    [
      'its own application token is revoked',
      (fake: FakeGatehouse, id: string) => fake.revokeAppToken(id),
    ],
    [
      'its own service is deactivated',
      (fake: FakeGatehouse) => fake.setServiceActive(fake.service, false),
    ],
  ])('open streams are closed when the server can no longer be asked: %s', async (_when, end) => {
    const setting = await Setting.open('Express', { introspectionSeconds: 1 });
    const { fake } = setting;
    const { accessToken } = fake.signIn({ permissions: ['orders:read'] });
    const { ended } = await setting.stream('events', accessToken);
    const own = fake.state.appTokens.get(fake.appToken);
    end(fake, own?.id ?? '');
    await ended;
    await setting.close();
  });
});

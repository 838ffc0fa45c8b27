import { PassThrough } from 'node:stream';
import { Global, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule, coreConfig, loadConfig } from '#libs/config';
import { Clock } from '#libs/kernel';
import { OperationModule } from '#libs/operation';
import { FakeClock, HttpClient } from '#libs/testing';
import { AppTokenAuthentication } from '#api/app-tokens';
import { languagesConfig } from '#api/platform/languages';
import { loggingConfig } from '#api/platform/logging';
import { BadCredentials } from '#api/protection/limits';
import { PermissionCheck } from '#api/rbac';
import { SessionAccess } from '#api/sessions';
import { AccessGuard } from '../../../apps/api/src/protection/guards/access.guard.js';
import { HealthModule } from '../../../apps/api/src/platform/health/index.js';
import { httpConfig, HttpModule, type Edge } from '../../../apps/api/src/platform/http/index.js';
import { MetricsModule } from '../../../apps/api/src/platform/metrics/index.js';
import { openServer } from '../../../apps/api/src/open-server.js';
import { tracingConfig } from '../../../apps/api/src/platform/tracing/index.js';

export interface HttpFixtureOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Modules and controllers of the test instead of the features. */
  readonly module?: Pick<ModuleMetadata, 'controllers' | 'imports' | 'providers' | 'exports'>;
  /** The checks that the access guard calls; without them it refuses. */
  readonly access?: {
    readonly sessions?: Pick<SessionAccess, 'authenticate'>;
    readonly permissions?: Pick<PermissionCheck, 'assertHolds' | 'findServiceOf'>;
    readonly appTokens?: Pick<AppTokenAuthentication, 'authenticate' | 'holdsHere'>;
  };
}

/** The platform of all routes, without features and database. */
export interface HttpFixture extends HttpClient {
  readonly nest: NestFastifyApplication;
  readonly edge: Edge;
  readonly port: number;
  readonly clock: FakeClock;
  /** All log output so far. */
  logged(): string;
  events(): Record<string, unknown>[];
  close(): Promise<void>;
}

const SLICES = [coreConfig, httpConfig, languagesConfig, loggingConfig, tracingConfig];

@Global()
@Module({})
class HttpFixtureModule {
  static of(parts: DynamicModule): DynamicModule {
    return { ...parts, module: HttpFixtureModule };
  }
}

/** The access guard with checks of the test. Bad credentials have no limit here. */
function accessProviders({ sessions, permissions, appTokens }: HttpFixtureOptions['access'] = {}) {
  const bad = { count: () => Promise.resolve(), countAddress: () => Promise.resolve() };
  return [
    { provide: SessionAccess, useValue: sessions ?? {} },
    { provide: PermissionCheck, useValue: permissions ?? {} },
    { provide: AppTokenAuthentication, useValue: appTokens ?? {} },
    { provide: BadCredentials, useValue: bad },
    { provide: APP_GUARD, useClass: AccessGuard },
  ];
}

const opened = new Set<HttpFixture>();

/** Closes the servers of failed tests, for which jest would wait. */
afterAll(async () => {
  for (const http of opened) await http.close();
});

/** Serves the modules of a test on a free port; closed after the test file at the latest. */
export async function startHttp(options: HttpFixtureOptions = {}): Promise<HttpFixture> {
  const env = { NODE_ENV: 'test', LOG_LEVEL: 'debug', LOG_FORMAT: 'json', ...options.env };
  const config = loadConfig(env, SLICES);
  const clock = new FakeClock();
  const { imports = [], providers = [], controllers = [] } = options.module ?? {};
  const module = HttpFixtureModule.of({
    module: HttpFixtureModule,
    imports: [
      ConfigModule.forRoot(config),
      OperationModule,
      ...imports,
      HealthModule,
      MetricsModule,
      HttpModule,
    ],
    controllers,
    providers: [
      { provide: Clock, useValue: clock },
      ...accessProviders(options.access),
      ...providers,
    ],
    exports: [Clock],
  });
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const { app, edge, log } = await openServer(module, config, stream);
  await app.init();
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const client = new HttpClient(`http://127.0.0.1:${port}`);
  const logged = () => (log.sink.flush(), text);
  const http: HttpFixture = Object.assign(client, {
    nest: app,
    edge,
    port,
    clock,
    logged,
    events: () =>
      logged()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async close() {
      if (!opened.delete(http)) return;
      client.hangUp();
      await app.close();
    },
  });
  opened.add(http);
  return http;
}

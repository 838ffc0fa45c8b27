import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Environment } from '#libs/config';
import { DatabaseUse, SharedClock } from '#libs/database';
import { SystemClock, type Clock } from '#libs/kernel';
import { AppModule, type Imports } from './app.module.js';
import { FirstAdministratorModule } from './auth/index.js';
import { GuardsModule, RoutePlans } from './protection/guards/index.js';
import { HealthModule } from './platform/health/index.js';
import {
  HttpModule,
  IdempotencyModule,
  OpenApiModule,
  QUIET_ROUTES,
} from './platform/http/index.js';
import { MailDeliveryModule } from './mail/index.js';
import { MetricsModule } from './platform/metrics/index.js';
import { openServer, type OpenedServer } from './open-server.js';
import { PagesModule } from './web/index.js';
import { prepare, type Ground } from './start/prepare.js';
import { watchSchema } from './start/watch-schema.js';

/** The modules of a server besides the features; a command does not have them. */
export const SERVED: Imports = [
  GuardsModule,
  MailDeliveryModule,
  PagesModule,
  FirstAdministratorModule,
  HealthModule,
  MetricsModule,
  IdempotencyModule,
  OpenApiModule,
  HttpModule,
];

export interface CreateAppOptions {
  readonly environment: Environment;
  readonly clock?: Clock;
  /** Modules beside those of the server. */
  readonly imports?: Imports;
}

/**
 * The whole server, ready to listen, without process signals: the tests make it like this. An embedded
 * database that it started is not stopped with it.
 * @throws ConfigError, DatabaseStartError, MigratorError
 */
export async function createApp(options: CreateAppOptions): Promise<NestFastifyApplication> {
  const { app } = await buildServer(await prepare(options.environment), options);
  return app;
}

/** The server over what was prepared. */
export async function buildServer(
  { config, database }: Ground,
  options: Omit<CreateAppOptions, 'environment'> = {},
): Promise<OpenedServer> {
  const module = AppModule.forRoot({
    config,
    database,
    clock: options.clock ?? new SharedClock(new SystemClock()),
    imports: [...SERVED, ...(options.imports ?? [])],
  });
  const server = await openServer(module, config);
  const { app } = server;
  watchSchema(app, config);
  const use = app.get(DatabaseUse);
  server.edge.observe((facts) => {
    // Health checks and metrics are answered whatever the state of the database.
    if (!QUIET_ROUTES.has(facts.route ?? '')) use.note(facts);
  });
  try {
    const plans = app.get(RoutePlans);
    server.edge.usePreparations(plans);
    await app.init();
    plans.assertComplete();
  } catch (error) {
    // What has started would keep the process from ending.
    await app.close().catch(() => undefined);
    throw error;
  }
  return server;
}

import {
  ConfigurableModuleBuilder,
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessInspector } from './access-inspector.js';
import { systemClock, type Clock } from './core/clock.js';
import { GuardEngine, type EngineListener } from './core/engine.js';
import { OpenStreams } from './core/open-streams.js';
import { GatehouseGuard } from './gatehouse.guard.js';
import { Gatehouse } from './gatehouse.js';
import { toEngineOptions, type GatehouseOptions } from './options.js';
import {
  GATEHOUSE_OPTIONS,
  GUARD_CLOCK,
  GUARD_ENGINE,
  GUARD_STREAMS,
  IS_GLOBAL_GUARD,
} from './tokens.js';

/** Given beside the options, also to `forRootAsync`, since the module is shaped by them. */
export interface GatehouseExtras {
  /** `Gatehouse` can be injected everywhere. Default `true`. */
  isGlobal?: boolean;
  /** Every handler is guarded. Default `true`; `false` leaves it to `@UseGuards(GatehouseGuard)`. */
  globalGuard?: boolean;
}

const shape = (
  definition: DynamicModule,
  { isGlobal = true, globalGuard = true }: GatehouseExtras,
): DynamicModule => ({
  ...definition,
  global: isGlobal,
  providers: [
    ...(definition.providers ?? []),
    { provide: IS_GLOBAL_GUARD, useValue: globalGuard },
    ...(globalGuard ? [{ provide: APP_GUARD, useExisting: GatehouseGuard }] : []),
  ],
});

const host = new ConfigurableModuleBuilder<GatehouseOptions>({
  optionsInjectionToken: GATEHOUSE_OPTIONS,
})
  .setClassMethodName('forRoot')
  .setExtras<GatehouseExtras>({ isGlobal: true, globalGuard: true }, shape)
  .build();

/** What `GatehouseModule.forRoot` takes. */
export type GatehouseModuleOptions = typeof host.OPTIONS_TYPE;
/** What `GatehouseModule.forRootAsync` takes. */
export type GatehouseModuleAsyncOptions = typeof host.ASYNC_OPTIONS_TYPE;

const logger = new Logger('Gatehouse');

const listener: EngineListener = {
  onFeedState(state) {
    if (state === 'up') logger.log('Following the feed of the authentication server');
  },
  // Told as a problem like the others.
  onMisconfigured: () => undefined,
  onProblem({ code, severity, message }) {
    if (severity === 'refusing') logger.error(`Calls are refused (${code}): ${message}`);
    else logger.warn(`${code}: ${message}`);
  },
  onRecovered({ code }) {
    logger.log(`No longer: ${code}`);
  },
};

/** `null` when nothing is to be closed. */
function toStreams(
  engine: GuardEngine,
  clock: Clock,
  options: GatehouseOptions,
): OpenStreams | null {
  if (options.closeOnEnd === false) return null;
  const isTrusting = options.onFeedLost === 'allow-until-expiry';
  return new OpenStreams(engine, clock, {
    most: options.maxStreams ?? 10_000,
    lostMs: isTrusting ? null : Math.max(1, options.introspectionSeconds ?? 3) * 1000,
    toleranceSeconds: options.clockToleranceSeconds ?? 5,
    expiryOfApp: (tokenId) => engine.appTokens.expiryOf(tokenId),
  });
}

/** Protects a service: verifies callers locally and follows the server's feed of what has changed. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    {
      provide: GUARD_ENGINE,
      useFactory: (options: GatehouseOptions) =>
        new GuardEngine(toEngineOptions(options), listener),
      inject: [GATEHOUSE_OPTIONS],
    },
    {
      provide: GUARD_CLOCK,
      useFactory: (options: GatehouseOptions) => options.clock ?? systemClock,
      inject: [GATEHOUSE_OPTIONS],
    },
    {
      provide: GUARD_STREAMS,
      useFactory: toStreams,
      inject: [GUARD_ENGINE, GUARD_CLOCK, GATEHOUSE_OPTIONS],
    },
    GatehouseGuard,
    Gatehouse,
    AccessInspector,
  ],
  exports: [Gatehouse, GatehouseGuard, GUARD_ENGINE, GUARD_CLOCK, GUARD_STREAMS],
})
export class GatehouseModule
  extends host.ConfigurableModuleClass
  implements OnModuleInit, OnApplicationShutdown
{
  constructor(
    @Inject(GUARD_ENGINE) private readonly engine: GuardEngine,
    @Inject(GUARD_STREAMS) private readonly streams: OpenStreams | null,
  ) {
    super();
  }

  onModuleInit(): void {
    this.engine.start();
  }

  /** Not earlier: requests that are still being finished are judged by what is true now. */
  async onApplicationShutdown(): Promise<void> {
    this.streams?.stop();
    await this.engine.stop();
  }
}

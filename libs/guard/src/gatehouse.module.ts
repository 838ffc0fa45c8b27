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
import {
  toEngineOptions,
  type GatehouseOptions,
  GATEHOUSE_OPTIONS,
  GUARD_CLOCK,
  GUARD_ENGINE,
  GUARD_STREAMS,
  IS_GLOBAL_GUARD,
} from './options.js';

/** Given next to the options, also in `forRootAsync`, because they determine the shape of the module. */
export interface GatehouseExtras {
  /** Whether `Gatehouse` can be injected everywhere. Default `true`. */
  isGlobal?: boolean;
  /**
   * Whether every handler is guarded. Default `true`; with `false` only handlers with `@UseGuards(GatehouseGuard)`
   * are.
   */
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

/** The argument of `GatehouseModule.forRoot`. */
export type GatehouseModuleOptions = typeof host.OPTIONS_TYPE;
/** The argument of `GatehouseModule.forRootAsync`. */
export type GatehouseModuleAsyncOptions = typeof host.ASYNC_OPTIONS_TYPE;

const logger = new Logger('Gatehouse');

const listener: EngineListener = {
  onFeedState(state) {
    if (state === 'up') logger.log('Following the feed of the authentication server');
  },
  onWithoutUnits() {
    logger.warn(
      'The authentication server does not know units of organizations: at units nothing is held',
    );
  },
  // Reported by `onProblem`.
  onMisconfigured: () => undefined,
  onProblem({ code, severity, message }) {
    if (severity === 'refusing') logger.error(`Calls are refused (${code}): ${message}`);
    else logger.warn(`${code}: ${message}`);
  },
  onRecovered({ code }) {
    logger.log(`No longer: ${code}`);
  },
};

/** `null` if streams are not closed. */
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

/** Protects a service: verifies callers locally and follows the server's change feed. */
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

  /** Stops the engine only now, so that requests in progress are decided by current state. */
  async onApplicationShutdown(): Promise<void> {
    this.streams?.stop();
    await this.engine.stop();
  }
}

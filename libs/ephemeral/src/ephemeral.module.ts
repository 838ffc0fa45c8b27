import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { Traces } from '#libs/operation';
import { EphemeralWatch } from './ephemeral-watch.js';
import { ephemeralConfig } from './ephemeral.config.js';
import { Ephemeral } from './ephemeral.js';
import { InProcessEphemeral } from './in-process-ephemeral.js';
import { addressOf } from './redis/address.js';
import { RedisEphemeral } from './redis/redis-ephemeral.js';

/** Redis when one is configured, this process's memory otherwise. */
export function createEphemeral(
  config: ConfigOf<typeof ephemeralConfig>,
  clock: Clock,
  traces: Traces,
): Ephemeral {
  const address = addressOf(config);
  if (!address) return new InProcessEphemeral(clock);
  const logger = new Logger('Redis');
  return new RedisEphemeral({
    address,
    traces,
    commandTimeoutMs: config.commandTimeoutMs,
    breakMs: config.breakMs,
    onStateChange: (state, reason) => {
      if (state === 'available') logger.log('Redis is available');
      else logger.warn(`Redis is unavailable (${reason}); PostgreSQL is asked instead`);
    },
  });
}

/** Provides the shared state to every feature. Startup does not wait for Redis: it is used as soon as it answers. */
@Global()
@Module({
  providers: [
    {
      provide: Ephemeral,
      useFactory: createEphemeral,
      inject: [ephemeralConfig.KEY, Clock, Traces],
    },
    EphemeralWatch,
  ],
  exports: [Ephemeral],
})
export class EphemeralModule implements OnApplicationShutdown {
  constructor(@Inject(Ephemeral) private readonly ephemeral: Ephemeral) {}

  async onApplicationShutdown(): Promise<void> {
    await this.ephemeral.close();
  }
}

import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Metrics } from '#libs/operation';
import { HashPool, measureHashes } from './hash-pool.js';
import { defaultWorkerCount, startHashWorker } from './hash-worker.js';
import { passwordsConfig } from './passwords.config.js';
import { Passwords } from './passwords.service.js';

const DEADLINE_MS = 10_000;

function createHashPool(config: ConfigOf<typeof passwordsConfig>, metrics: Metrics): HashPool {
  const pool = new HashPool({
    workers: config.hashWorkers === 0 ? defaultWorkerCount() : config.hashWorkers,
    places: config.hashQueuePlaces,
    deadlineMs: DEADLINE_MS,
    start: startHashWorker,
  });
  measureHashes(pool, metrics);
  return pool;
}

/** Hashing and rules of passwords, and the metrics of the hash pool. */
@Module({
  providers: [
    { provide: HashPool, inject: [passwordsConfig.KEY, Metrics], useFactory: createHashPool },
    Passwords,
  ],
  exports: [Passwords, HashPool],
})
export class PasswordsModule implements OnApplicationShutdown {
  constructor(@Inject(HashPool) private readonly pool: HashPool) {}

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }
}

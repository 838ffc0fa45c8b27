import { Global, Module } from '@nestjs/common';
import { CleanupTurnsStore } from './cleanup-turns.store.js';
import { Cleanups } from './cleanups.js';
import { PacedBatches } from './paced-batches.js';

/** Clean-ups and paced batches, for features that process rows in batches. */
@Global()
@Module({
  providers: [Cleanups, PacedBatches, CleanupTurnsStore],
  exports: [Cleanups, PacedBatches],
})
export class CleanupModule {}

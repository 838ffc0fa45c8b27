import { Global, Module } from '@nestjs/common';
import { CleanupTurnsStore } from './cleanup-turns.store.js';
import { Cleanups } from './cleanups.js';
import { PacedBatches } from './paced-batches.js';

/** For every feature that deletes, adds up or ends rows in batches: its clean-up, and the pace of it. */
@Global()
@Module({
  providers: [Cleanups, PacedBatches, CleanupTurnsStore],
  exports: [Cleanups, PacedBatches],
})
export class CleanupModule {}

import { Global, Module } from '@nestjs/common';
import { PacedBatches } from './paced-batches.js';
import { UpkeepTurnsStore } from './upkeep-turns.store.js';

/** The pace of housekeeping, for every room that deletes, adds up or sweeps in batches. */
@Global()
@Module({ providers: [PacedBatches, UpkeepTurnsStore], exports: [PacedBatches] })
export class UpkeepModule {}

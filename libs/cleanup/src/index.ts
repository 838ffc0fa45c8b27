export { CleanupModule } from './cleanup.module.js';
export { CleanupTurnEntity } from './cleanup-turn.entity.js';
export { CleanupTurnsStore } from './cleanup-turns.store.js';
export { Cleanups, type Cleanup } from './cleanups.js';
export { LateWrites } from './late-writes.js';
export { PacedBatches, type BatchJob } from './paced-batches.js';

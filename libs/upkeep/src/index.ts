export { LateWrites } from './late-writes.js';
export { PacedBatches, type BatchJob } from './paced-batches.js';
export { UpkeepModule } from './upkeep.module.js';
export { UpkeepTurnEntity } from './upkeep-turn.entity.js';
export { UpkeepTurnsStore } from './upkeep-turns.store.js';

import type { Database } from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { Lifecycle } from '#libs/operation';
import { PacedBatches, UpkeepTurnsStore } from '#libs/upkeep';

/** As the server has them, over the database of a test. */
export const pacedBatches = (database: Database, lifecycle = new Lifecycle()): PacedBatches =>
  new PacedBatches(database, new UpkeepTurnsStore(), lifecycle, new SystemClock());

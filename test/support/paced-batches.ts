import type { Database } from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { Lifecycle, Metrics, PeriodicJobs } from '#libs/operation';
import { Cleanups, CleanupTurnsStore, PacedBatches } from '#libs/cleanup';

/** As the server has them, over the database of a test. */
export const pacedBatches = (database: Database, lifecycle = new Lifecycle()): PacedBatches =>
  new PacedBatches(database, new CleanupTurnsStore(), lifecycle, new SystemClock());

/** What features declare their clean-ups to; nothing runs by itself. */
export const cleanupsOver = (database: Database): Cleanups =>
  new Cleanups(new PeriodicJobs(new Lifecycle(), new Metrics()), pacedBatches(database));

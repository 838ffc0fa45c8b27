import type { Database } from '#libs/database';
import { SystemClock } from '#libs/kernel';
import { Lifecycle, Metrics, PeriodicJobs } from '#libs/operation';
import { Cleanups, PacedBatches } from '#libs/cleanup';
import { CleanupTurnsStore } from '../../libs/cleanup/src/cleanup-turns.store.js';

/** The batch runner of the server over the database of a test. */
export const pacedBatches = (database: Database, lifecycle = new Lifecycle()): PacedBatches =>
  new PacedBatches(database, new CleanupTurnsStore(), lifecycle, new SystemClock());

/** Collects the cleanups that features declare; none runs by itself. */
export const cleanupsOver = (database: Database): Cleanups =>
  new Cleanups(new PeriodicJobs(new Lifecycle(), new Metrics()), pacedBatches(database));

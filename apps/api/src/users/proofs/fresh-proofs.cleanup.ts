import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { FreshProofs } from './fresh-proofs.service.js';

/** Deletes proofs that have expired. */
@Injectable()
export class FreshProofsCleanup {
  constructor(cleanups: Cleanups, database: Database, proofs: FreshProofs) {
    cleanups.declare('fresh_proofs.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: { 'fresh_proofs.purge': (limit) => proofs.purgeExpired(database.pool, limit) },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { InvitationsStore } from './invitations.store.js';

/** 90 days: the address of a person who may have no account is not kept for longer. */
const KEPT_MS = 7_776_000_000;

/** Deletes invitations that ended long ago. */
@Injectable()
export class InvitationsCleanup {
  constructor(cleanups: Cleanups, database: Database, store: InvitationsStore, clock: Clock) {
    cleanups.declare('invitations.purge', {
      everySeconds: 3600,
      mostRows: 1000,
      steps: {
        'organization_invitations.purge': (limit) =>
          store.deleteOld(database.pool, new Date(clock.nowMs() - KEPT_MS), limit),
      },
    });
  }
}

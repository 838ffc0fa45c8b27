import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { UsedStates } from './flow/used-states.service.js';
import { MergeRecords } from './merging/merge-records.service.js';
import { SessionCodes } from './session-codes/session-codes.service.js';
import { SignInCodes } from './sign-in/sign-in-codes.service.js';

/** Deletes codes and states that have expired, and records of merges that cannot be undone any more. */
@Injectable()
export class OAuthCleanup {
  constructor(
    cleanups: Cleanups,
    database: Database,
    codes: SignInCodes,
    sessionCodes: SessionCodes,
    states: UsedStates,
    merges: MergeRecords,
  ) {
    cleanups.declare('oauth.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: {
        'oauth_codes.purge': (limit) => codes.purgeExpired(database.pool, limit),
        'session_codes.purge': (limit) => sessionCodes.purgeExpired(database.pool, limit),
        'oauth_used_states.purge': (limit) => states.purgeExpired(database.pool, limit),
        'account_merges.purge': (limit) => merges.purge(limit),
      },
    });
  }
}

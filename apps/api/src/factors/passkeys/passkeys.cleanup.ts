import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { CeremonyChallenges } from './ceremony-challenges.service.js';

/** Deletes used WebAuthn challenges that have expired. */
@Injectable()
export class PasskeysCleanup {
  constructor(cleanups: Cleanups, database: Database, challenges: CeremonyChallenges) {
    cleanups.declare('webauthn_challenges.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: {
        'webauthn_challenges.purge': (limit) => challenges.purgeExpired(database.pool, limit),
      },
    });
  }
}

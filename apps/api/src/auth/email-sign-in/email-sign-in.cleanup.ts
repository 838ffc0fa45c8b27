import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { Database } from '#libs/database';
import { EmailSignInCodes } from './email-sign-in-codes.service.js';

/** Deletes sign-ins by mail that have expired. */
@Injectable()
export class EmailSignInCleanup {
  constructor(cleanups: Cleanups, database: Database, codes: EmailSignInCodes) {
    cleanups.declare('email_sign_ins.purge', {
      everySeconds: 600,
      mostRows: 1000,
      steps: { 'email_sign_ins.purge': (limit) => codes.purgeExpired(database.pool, limit) },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { SignInLinks } from './sign-in-links.service.js';

/** Deletes expired links of mails about sign-ins. */
@Injectable()
export class RiskCleanup {
  constructor(cleanups: Cleanups, links: SignInLinks) {
    cleanups.declare('sign_in_links.purge', {
      everySeconds: 1800,
      mostRows: 1000,
      steps: { 'sign_in_links.purge': (limit) => links.purge(limit) },
    });
  }
}

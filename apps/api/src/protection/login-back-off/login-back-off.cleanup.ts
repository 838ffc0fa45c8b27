import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { LoginBackOff } from './login-back-off.service.js';

/** Deletes counts of failures that no longer set a wait. */
@Injectable()
export class LoginBackOffCleanup {
  constructor(cleanups: Cleanups, backOff: LoginBackOff) {
    cleanups.declare('login_back_off.purge', {
      everySeconds: 1800,
      mostRows: 1000,
      steps: { 'failed_logins.purge': (limit) => backOff.purge(limit) },
    });
  }
}

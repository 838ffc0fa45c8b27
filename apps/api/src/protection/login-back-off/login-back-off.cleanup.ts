import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { LoginBackOff } from './login-back-off.service.js';

/** Deletes failures that hold nobody back any more. */
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

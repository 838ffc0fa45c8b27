import { Module } from '@nestjs/common';
import { LoginBackOffCleanup } from './login-back-off.cleanup.js';
import { LateTakeBacks } from './late-take-backs.service.js';
import { LoginBackOff } from './login-back-off.service.js';
import { FailedLoginsStore } from './failed-logins.store.js';

/** Slows down the guessing of an account's password. */
@Module({
  providers: [LoginBackOffCleanup, LateTakeBacks, LoginBackOff, FailedLoginsStore],
  exports: [LoginBackOff],
})
export class LoginBackOffModule {}

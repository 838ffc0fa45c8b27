import { Module } from '@nestjs/common';
import { LoginBackOffCleanup } from './login-back-off.cleanup.js';
import { LoginBackOff } from './login-back-off.service.js';
import { FailedLoginsStore } from './failed-logins.store.js';

/** Slows down the guessing of an account's password. */
@Module({
  providers: [LoginBackOffCleanup, LoginBackOff, FailedLoginsStore],
  exports: [LoginBackOff],
})
export class LoginBackOffModule {}

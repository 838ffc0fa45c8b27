import { Module } from '@nestjs/common';
import { GuessingSurroundings } from './guessing-surroundings.js';
import { LoginBackOffCleanup } from './login-back-off.cleanup.js';
import { LateTakeBacks } from './late-take-backs.service.js';
import { LoginBackOff } from './login-back-off.service.js';
import { FailedLoginsStore } from './failed-logins.store.js';

/** What stands between a guesser and the passwords of an account. */
@Module({
  providers: [
    GuessingSurroundings,
    LoginBackOffCleanup,
    LateTakeBacks,
    LoginBackOff,
    FailedLoginsStore,
  ],
  exports: [LoginBackOff],
})
export class LoginBackOffModule {}

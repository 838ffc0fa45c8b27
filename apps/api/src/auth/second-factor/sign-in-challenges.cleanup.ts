import { Injectable } from '@nestjs/common';
import { Cleanups } from '#libs/cleanup';
import { SignInChallenges } from './sign-in-challenges.service.js';

/** Deletes challenges of sign-ins that nobody has gone on with. */
@Injectable()
export class SignInChallengesCleanup {
  constructor(cleanups: Cleanups, challenges: SignInChallenges) {
    cleanups.declare('sign_in_challenges.purge', {
      everySeconds: 1800,
      mostRows: 1000,
      steps: { 'sign_in_challenges.purge': (limit) => challenges.purge(limit) },
    });
  }
}

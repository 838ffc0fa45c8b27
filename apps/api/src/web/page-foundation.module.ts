import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { CaptchaModule } from '#api/protection/challenges';
import { ProofsModule } from '#api/users/proofs';
import { PasskeySupport } from './passkeys/passkey-support.service.js';
import { Pages } from './pages.service.js';
import { ShownProofs } from './proving/shown-proofs.service.js';
import { FinishSignIn } from './sign-in/finish-sign-in.service.js';
import { SignInGoals } from './sign-in/sign-in-goals.service.js';
import { SecondFactorPages } from './sign-in/second-factor-pages.service.js';
import { Visits } from './visits/visits.service.js';

/** What all pages need: their look, who visits them, what follows a sign-in, and the proofs that a browser holds. */
@Module({
  imports: [AuthModule, BrowserSessionsModule, CaptchaModule, ProofsModule],
  providers: [
    FinishSignIn,
    Pages,
    PasskeySupport,
    SecondFactorPages,
    ShownProofs,
    SignInGoals,
    Visits,
  ],
  exports: [
    FinishSignIn,
    Pages,
    PasskeySupport,
    SecondFactorPages,
    ShownProofs,
    SignInGoals,
    Visits,
  ],
})
export class PageFoundationModule {}

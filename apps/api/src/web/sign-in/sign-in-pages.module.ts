import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { PageFoundationModule } from '../page-foundation.module.js';
import { ChooseAccountController } from './choose-account.controller.js';
import { LeadSignIn } from './lead-sign-in.service.js';
import { OtherWays } from './other-ways.service.js';
import { SignInForm } from './sign-in-form.service.js';
import { SignInGoals } from './sign-in-goals.service.js';
import { SignInPageController } from './sign-in.controller.js';
import { SignOutPageController } from './sign-out.controller.js';

/** Sign-in, second factor, choice of the account, sign-out. */
@Module({
  imports: [AuthModule, BrowserSessionsModule, PageFoundationModule],
  controllers: [ChooseAccountController, SignInPageController, SignOutPageController],
  providers: [LeadSignIn, OtherWays, SignInForm, SignInGoals],
})
export class SignInPagesModule {}

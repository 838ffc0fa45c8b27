import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { PageFoundationModule } from '../page-foundation.module.js';
import { ChooseAccountController } from './choose-account.controller.js';
import { LeadSignIn } from './lead-sign-in.service.js';
import { ProviderWaysModule } from '../providers/provider-ways.module.js';
import { ProviderWays } from '../providers/provider-ways.service.js';
import { OTHER_WAYS, OtherWays, type OtherWay } from './other-ways.service.js';
import { SignInForm } from './sign-in-form.service.js';
import { SignInGoals } from './sign-in-goals.service.js';
import { SignInPageController } from './sign-in.controller.js';
import { SignOutPageController } from './sign-out.controller.js';

/** Sign-in, second factor, choice of the account, sign-out. */
@Module({
  imports: [AuthModule, BrowserSessionsModule, PageFoundationModule, ProviderWaysModule],
  controllers: [ChooseAccountController, SignInPageController, SignOutPageController],
  providers: [
    LeadSignIn,
    OtherWays,
    SignInForm,
    SignInGoals,
    {
      provide: OTHER_WAYS,
      inject: [ProviderWays],
      useFactory: (...ways: OtherWay[]): readonly OtherWay[] => ways,
    },
  ],
  exports: [SignInGoals],
})
export class SignInPagesModule {}

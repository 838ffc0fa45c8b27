import { Module, type FactoryProvider, type Type } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { PageFoundationModule } from '../page-foundation.module.js';
import { ChooseAccountController } from './choose-account.controller.js';
import { LeadSignIn } from './lead-sign-in.service.js';
import { OTHER_WAYS, OtherWays, type OtherWay } from './other-ways.service.js';
import { SignInForm } from './sign-in-form.service.js';
import { SignInGoals } from './sign-in-goals.service.js';
import { SignInPageController } from './sign-in.controller.js';
import { SignOutPageController } from './sign-out.controller.js';

/** In the order in which they are shown below the form of the password. */
const WAYS: readonly Type<OtherWay>[] = [];

const otherWays: FactoryProvider<readonly OtherWay[]> = {
  provide: OTHER_WAYS,
  useFactory: (...ways: OtherWay[]) => ways,
  inject: [...WAYS],
};

/** Sign-in, second factor, choice of the account, sign-out. */
@Module({
  imports: [AuthModule, BrowserSessionsModule, PageFoundationModule],
  controllers: [ChooseAccountController, SignInPageController, SignOutPageController],
  providers: [LeadSignIn, otherWays, OtherWays, SignInForm, SignInGoals],
})
export class SignInPagesModule {}

import { Module, type FactoryProvider, type Type } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { LimitsModule } from '#api/protection/limits';
import { MailWayModule } from '../mail-sign-in/mail-way.module.js';
import { MailWay } from '../mail-sign-in/mail-way.service.js';
import { PageFoundationModule } from '../page-foundation.module.js';
import { PasskeyWayModule } from '../passkeys/passkey-way.module.js';
import { PasskeyWay } from '../passkeys/passkey-way.service.js';
import { ProviderWaysModule } from '../providers/provider-ways.module.js';
import { ProviderWays } from '../providers/provider-ways.service.js';
import { ChooseAccountController } from './choose-account.controller.js';
import { LeadSignIn } from './lead-sign-in.service.js';
import { OTHER_WAYS, OtherWays, type OtherWay } from './other-ways.service.js';
import { SignInForm } from './sign-in-form.service.js';
import { SignInPageController } from './sign-in.controller.js';
import { SignOutPageController } from './sign-out.controller.js';

/** In the order in which they are shown below the form of the password. */
const WAYS: readonly Type<OtherWay>[] = [PasskeyWay, MailWay, ProviderWays];

const otherWays: FactoryProvider<readonly OtherWay[]> = {
  provide: OTHER_WAYS,
  useFactory: (...ways: OtherWay[]) => ways,
  inject: [...WAYS],
};

/** Sign-in, choice of the account, sign-out. */
@Module({
  imports: [
    AuthModule,
    BrowserSessionsModule,
    LimitsModule,
    MailWayModule,
    PageFoundationModule,
    PasskeyWayModule,
    ProviderWaysModule,
  ],
  controllers: [ChooseAccountController, SignInPageController, SignOutPageController],
  providers: [LeadSignIn, otherWays, OtherWays, SignInForm],
  exports: [SignInForm],
})
export class SignInPagesModule {}

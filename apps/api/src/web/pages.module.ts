import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { FactorsModule } from '#api/factors';
import { LimitsModule } from '#api/protection/limits';
import { FactorResetController } from './factor-reset.controller.js';
import { AddressChangePagesController } from './address-change-pages.controller.js';
import { HomeController } from './home.controller.js';
import { MailRequestController } from './mail-request.controller.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { SignInAnswerController } from './sign-in-answer.controller.js';
import { VerifyEmailController } from './verify-email.controller.js';
import { ProfilePagesModule } from './account/account-pages.module.js';
import { FactorPagesModule } from './factors/factors-pages.module.js';
import { ProviderPagesModule } from './providers/providers-pages.module.js';
import { MailSignInPagesModule } from './mail-sign-in/mail-sign-in-pages.module.js';
import { PasskeyPagesModule } from './passkeys/passkey-pages.module.js';
import { SecondFactorPagesModule } from './sign-in/second-factor/second-factor-pages.module.js';
import { SessionPagesModule } from './sessions/sessions-pages.module.js';
import { SignInPagesModule } from './sign-in/sign-in-pages.module.js';
import { SignUpPagesModule } from './sign-up/sign-up-pages.module.js';
import { PageFoundationModule } from './page-foundation.module.js';
import { ProvingPagesModule } from './proving/proving.module.js';

/** The pages of this server. Those that the links of mails open are here, the others are in the modules of their parts. */
@Module({
  imports: [
    AuthModule,
    FactorsModule,
    LimitsModule,
    PageFoundationModule,
    ProvingPagesModule,
    ProfilePagesModule,
    FactorPagesModule,
    ProviderPagesModule,
    SessionPagesModule,
    SecondFactorPagesModule,
    PasskeyPagesModule,
    MailSignInPagesModule,
    SignInPagesModule,
    SignUpPagesModule,
  ],
  controllers: [
    SignInAnswerController,
    FactorResetController,
    AddressChangePagesController,
    HomeController,
    MailRequestController,
    ResetPasswordController,
    VerifyEmailController,
  ],
})
export class PagesModule {}

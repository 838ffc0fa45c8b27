import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { FactorsModule } from '#api/factors';
import { CaptchaModule } from '#api/protection/challenges';
import { LimitsModule } from '#api/protection/limits';
import { FactorResetController } from './factor-reset.controller.js';
import { AddressChangePagesController } from './address-change-pages.controller.js';
import { EmailSignInLinkController } from './email-sign-in-link.controller.js';
import { HomeController } from './home.controller.js';
import { MailRequestController } from './mail-request.controller.js';
import { Pages } from './pages.service.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { SignInAnswerController } from './sign-in-answer.controller.js';
import { VerifyEmailController } from './verify-email.controller.js';

/** The pages that the links of mails open. They work without scripts. */
@Module({
  imports: [AuthModule, CaptchaModule, FactorsModule, LimitsModule],
  controllers: [
    SignInAnswerController,
    FactorResetController,
    AddressChangePagesController,
    EmailSignInLinkController,
    HomeController,
    MailRequestController,
    ResetPasswordController,
    VerifyEmailController,
  ],
  providers: [Pages],
})
export class PagesModule {}

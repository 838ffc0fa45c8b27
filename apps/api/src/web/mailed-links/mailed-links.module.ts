import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { FactorsModule } from '#api/factors';
import { LimitsModule } from '#api/protection/limits';
import { PageFoundationModule } from '../page-foundation.module.js';
import { AddressChangePagesController } from './address-change-pages.controller.js';
import { FactorResetController } from './factor-reset.controller.js';
import { MailRequestController } from './mail-request.controller.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { SignInAnswerController } from './sign-in-answer.controller.js';
import { VerifyEmailController } from './verify-email.controller.js';

/** The pages that the links of mails open, and those that ask for such a mail. */
@Module({
  imports: [AuthModule, FactorsModule, LimitsModule, PageFoundationModule],
  controllers: [
    AddressChangePagesController,
    FactorResetController,
    MailRequestController,
    ResetPasswordController,
    SignInAnswerController,
    VerifyEmailController,
  ],
})
export class MailedLinksModule {}

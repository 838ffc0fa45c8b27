import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { UsersModule } from '#api/users';
import { ConfirmSignInController } from './confirm-sign-in.controller.js';
import { DenySignInController } from './deny-sign-in.controller.js';
import { HomeController } from './home.controller.js';
import { LinkOwner } from './link-owner.service.js';
import { MailRequestController } from './mail-request.controller.js';
import { Pages } from './pages.service.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { VerifyEmailController } from './verify-email.controller.js';

/** The few pages that mails lead people to. They work without scripts. */
@Module({
  imports: [AuthModule, UsersModule],
  controllers: [
    ConfirmSignInController,
    DenySignInController,
    HomeController,
    MailRequestController,
    ResetPasswordController,
    VerifyEmailController,
  ],
  providers: [LinkOwner, Pages],
})
export class PagesModule {}

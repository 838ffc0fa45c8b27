import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { CaptchaModule } from '#api/protection/challenges';
import { UsersModule } from '#api/users';
import { HomeController } from './home.controller.js';
import { LinkOwner } from './link-owner.service.js';
import { MailRequestController } from './mail-request.controller.js';
import { Pages } from './pages.service.js';
import { ResetPasswordController } from './reset-password.controller.js';
import { SignInAnswerController } from './sign-in-answer.controller.js';
import { VerifyEmailController } from './verify-email.controller.js';

/** The pages that the links of mails open. They work without scripts. */
@Module({
  imports: [AuthModule, CaptchaModule, UsersModule],
  controllers: [
    SignInAnswerController,
    HomeController,
    MailRequestController,
    ResetPasswordController,
    VerifyEmailController,
  ],
  providers: [LinkOwner, Pages],
})
export class PagesModule {}

import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { PageFoundationModule } from '../page-foundation.module.js';
import { SignInPagesModule } from '../sign-in/sign-in-pages.module.js';
import { MailSignInController } from './mail-sign-in.controller.js';
import { MailSignInForms } from './mail-sign-in-forms.service.js';
import { MailSignIns } from './mail-sign-ins.service.js';
import { MailWayModule } from './mail-way.module.js';
import { MailedGoals } from './mailed-goals.service.js';
import { EmailSignInLinkController } from './email-sign-in-link.controller.js';

/** The pages to sign in by a mailed code or link. */
@Module({
  imports: [
    AuthModule,
    BrowserSessionsModule,
    MailWayModule,
    PageFoundationModule,
    SignInPagesModule,
  ],
  controllers: [MailSignInController, EmailSignInLinkController],
  providers: [MailSignInForms, MailSignIns, MailedGoals],
})
export class MailSignInPagesModule {}

import { Module } from '@nestjs/common';
import { HomeController } from './home.controller.js';
import { MailedLinksModule } from './mailed-links/mailed-links.module.js';
import { ProfilePagesModule } from './account/account-pages.module.js';
import { InvitationPagesModule } from './invitations/invitation-pages.module.js';
import { FactorPagesModule } from './factors/factors-pages.module.js';
import { ProviderPagesModule } from './providers/providers-pages.module.js';
import { MailSignInPagesModule } from './mail-sign-in/mail-sign-in-pages.module.js';
import { PasskeyPagesModule } from './passkeys/passkey-pages.module.js';
import { SecondFactorPagesModule } from './sign-in/second-factor/second-factor-pages.module.js';
import { OrganizationPagesModule } from './organizations/organizations-pages.module.js';
import { SessionPagesModule } from './sessions/sessions-pages.module.js';
import { SignInPagesModule } from './sign-in/sign-in-pages.module.js';
import { SignUpPagesModule } from './sign-up/sign-up-pages.module.js';
import { PageFoundationModule } from './page-foundation.module.js';
import { ProvingPagesModule } from './proving/proving.module.js';

/** The pages of this server: each part has its module, and the start page is here. */
@Module({
  imports: [
    PageFoundationModule,
    MailedLinksModule,
    ProvingPagesModule,
    ProfilePagesModule,
    FactorPagesModule,
    ProviderPagesModule,
    InvitationPagesModule,
    SessionPagesModule,
    OrganizationPagesModule,
    SecondFactorPagesModule,
    PasskeyPagesModule,
    MailSignInPagesModule,
    SignInPagesModule,
    SignUpPagesModule,
  ],
  controllers: [HomeController],
})
export class PagesModule {}

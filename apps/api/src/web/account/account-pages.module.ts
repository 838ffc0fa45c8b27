import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { FactorsModule } from '#api/factors';
import { OAuthModule } from '#api/oauth';
import { IdentitiesModule } from '#api/users/identities';
import { PageFoundationModule } from '../page-foundation.module.js';
import { AccountOverviewController } from './account-overview.controller.js';
import { AccountOverview } from './account-overview.service.js';
import { AccountShellModule } from './account-shell.module.js';
import { DeletePageController } from './delete-page.controller.js';
import { EmailPageController } from './email-page.controller.js';
import { ExportPageController } from './export-page.controller.js';
import { OwnCredentials } from './own-credentials.service.js';
import { PasswordPageController } from './password-page.controller.js';
import { PasswordPages } from './password-pages.service.js';
import { ProfilePageController } from './profile-page.controller.js';
import { ProvenPasswordPageController } from './proven-password-page.controller.js';

/** Profile, address, password, export and deletion of one's own account. */
@Module({
  imports: [
    AccountShellModule,
    AuthModule,
    BrowserSessionsModule,
    FactorsModule,
    IdentitiesModule,
    OAuthModule,
    PageFoundationModule,
  ],
  providers: [AccountOverview, OwnCredentials, PasswordPages],
  controllers: [
    AccountOverviewController,
    ProfilePageController,
    EmailPageController,
    PasswordPageController,
    ProvenPasswordPageController,
    ExportPageController,
    DeletePageController,
  ],
})
export class ProfilePagesModule {}

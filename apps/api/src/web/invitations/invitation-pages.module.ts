import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#api/organizations';
import { PageFoundationModule } from '../page-foundation.module.js';
import { InvitationPageController } from './invitation-page.controller.js';

/** The page that the link of an invitation opens. */
@Module({
  imports: [OrganizationsModule, PageFoundationModule],
  controllers: [InvitationPageController],
})
export class InvitationPagesModule {}

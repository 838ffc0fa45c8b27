import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#api/organizations';
import { RbacModule } from '#api/rbac';
import { AccountShellModule } from '../account/account-shell.module.js';
import { PageFoundationModule } from '../page-foundation.module.js';
import { OrganizationsPageController } from './organizations-page.controller.js';

/** The organizations of one's own account. */
@Module({
  imports: [AccountShellModule, OrganizationsModule, PageFoundationModule, RbacModule],
  controllers: [OrganizationsPageController],
})
export class OrganizationPagesModule {}

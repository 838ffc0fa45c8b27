import { Module } from '@nestjs/common';
import { RbacModule } from '#api/rbac';
import { UnitRolesController } from './roles/unit-roles.controller.js';

/** Organizations, over HTTP: their units, members, roles, invitations and domains. */
@Module({ imports: [RbacModule], controllers: [UnitRolesController] })
export class OrganizationsModule {}

import { Module } from '@nestjs/common';

/** Organizations, over HTTP: their units, members, roles, invitations and domains. */
@Module({})
export class OrganizationsModule {}

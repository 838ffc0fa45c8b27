import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { RbacModule } from '#api/rbac';
import { SessionsModule } from '#api/sessions';
import { UsersModule } from '#api/users';
import { UserAdminController } from './user-admin.controller.js';
import { UserAdministration } from './user-administration.service.js';
import { UserDirectory } from './user-directory.service.js';
import { UserDirectoryStore } from './user-directory.store.js';
import { UserGuards } from './user-guards.service.js';

/** Accounts, for those who administer them. */
@Module({
  imports: [AuthModule, RbacModule, SessionsModule, UsersModule],
  controllers: [UserAdminController],
  providers: [UserDirectoryStore, UserDirectory, UserGuards, UserAdministration],
  exports: [UserAdministration, UserDirectory],
})
export class UserAdminModule {}

import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { LoginBackOffModule } from '#api/protection/login-back-off';
import { SessionsModule } from '#api/sessions';
import { UsersModule } from '#api/users';
import { Deactivation } from './deactivation.service.js';
import { OperatorAccounts } from './operator-accounts.service.js';
import { Unlocking } from './unlocking.service.js';
import { UserAdministration } from './user-administration.service.js';
import { UserDirectory } from './user-directory.service.js';
import { UserDirectoryStore } from './user-directory.store.js';
import { UserGuards } from './user-guards.service.js';
import { UsersController } from './users.controller.js';

/** What administrators and the operator do to accounts: the API under /api/users, and `gatehouse users`. */
@Module({
  imports: [AuthModule, LoginBackOffModule, SessionsModule, UsersModule],
  controllers: [UsersController],
  providers: [
    Deactivation,
    OperatorAccounts,
    Unlocking,
    UserAdministration,
    UserDirectory,
    UserDirectoryStore,
    UserGuards,
  ],
  exports: [OperatorAccounts, Unlocking, UserDirectory],
})
export class AccountAdminModule {}

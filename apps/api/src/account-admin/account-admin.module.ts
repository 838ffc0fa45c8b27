import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { AuthModule } from '#api/auth';
import { FactorsModule } from '#api/factors';
import { LoginBackOffModule } from '#api/protection/login-back-off';
import { RbacModule } from '#api/rbac';
import { SessionsModule } from '#api/sessions';
import { UsersModule } from '#api/users';
import { ProofsModule } from '#api/users/proofs';
import { AccountLifecycle } from './account-lifecycle.service.js';
import { FactorResetOrders } from './factor-reset-orders.service.js';
import { OperatorAccounts } from './operator-accounts.service.js';
import { UserDirectory } from './user-directory.service.js';
import { UserDirectoryStore } from './user-directory.store.js';
import { UsersController } from './users.controller.js';

/** Administration of accounts: the API under /api/users, and `gatehouse users`. */
@Module({
  imports: [
    AuditModule,
    ChangesModule,
    AuthModule,
    FactorsModule,
    LoginBackOffModule,
    ProofsModule,
    RbacModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [UsersController],
  providers: [
    AccountLifecycle,
    FactorResetOrders,
    OperatorAccounts,
    UserDirectory,
    UserDirectoryStore,
  ],
  exports: [AccountLifecycle, FactorResetOrders, OperatorAccounts, UserDirectory],
})
export class AccountAdminModule {}

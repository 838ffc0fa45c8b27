import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { LoginBackOffModule } from '#api/protection/login-back-off';
import { RbacModule } from '#api/rbac';
import { SessionsModule } from '#api/sessions';
import { UsersModule } from '#api/users';
import { Deactivation } from './deactivation.service.js';
import { OperatorAccounts } from './operator-accounts.service.js';
import { Unlocking } from './unlocking.service.js';

/** What the operator's commands do to accounts. */
@Module({
  imports: [AuthModule, LoginBackOffModule, RbacModule, SessionsModule, UsersModule],
  providers: [OperatorAccounts, Deactivation, Unlocking],
  exports: [OperatorAccounts, Unlocking],
})
export class OperatorModule {}

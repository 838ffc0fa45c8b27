import { Module } from '@nestjs/common';
import { AuthModule } from '#api/auth';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { FactorsModule } from '#api/factors';
import { LimitsModule } from '#api/protection/limits';
import { AccountShellModule } from '../account/account-shell.module.js';
import { PageFoundationModule } from '../page-foundation.module.js';
import { AfterEnrolment } from './after-enrolment.service.js';
import { AuthenticatorPages } from './authenticator-pages.service.js';
import { AuthenticatorController } from './authenticator.controller.js';
import { CarriedGoal } from './carried-goal.service.js';
import { ChosenFactors } from './chosen-factors.service.js';
import { ConfirmAuthenticatorController } from './confirm-authenticator.controller.js';
import { FactorListController } from './factor-list.controller.js';
import { FactorRemovalController } from './factor-removal.controller.js';
import { FactorController } from './factor.controller.js';
import { NewPasskeyController } from './new-passkey.controller.js';
import { RecoveryCodesController } from './recovery-codes.controller.js';

/** Passkeys, authenticator apps and recovery codes. */
@Module({
  imports: [
    AccountShellModule,
    AuthModule,
    BrowserSessionsModule,
    FactorsModule,
    LimitsModule,
    PageFoundationModule,
  ],
  controllers: [
    FactorListController,
    FactorRemovalController,
    FactorController,
    ConfirmAuthenticatorController,
    AuthenticatorController,
    NewPasskeyController,
    RecoveryCodesController,
  ],
  providers: [AfterEnrolment, AuthenticatorPages, CarriedGoal, ChosenFactors],
})
export class FactorPagesModule {}

import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { MailModule } from '#api/mail';
import { ChangesModule } from '#api/platform/changes';
import { LimitsModule } from '#api/protection/limits';
import { RiskModule } from '#api/protection/risk';
import { RbacModule } from '#api/rbac';
import { SessionsModule } from '#api/sessions';
import { DevicesModule } from '#api/sessions/devices';
import { UsersModule } from '#api/users';
import { IdentitiesModule } from '#api/users/identities';
import { ProofsModule } from '#api/users/proofs';
import { AccountFactors } from './account-factors.service.js';
import { EnrolledFactor } from './enrolled-factor.service.js';
import { FactorCounters } from './factor-counters.js';
import { FactorDetails } from './factor-details.js';
import { FactorEvents } from './factor-events.service.js';
import { FactorLinks } from './factor-links.service.js';
import { FactorMails } from './factor-mails.service.js';
import { FactorsController } from './factors.controller.js';
import { FactorsPersonalData } from './factors.personal-data.js';
import { FactorsStore } from './factors.store.js';
import { OwnFactors } from './own-factors.service.js';
import { AddPasskey } from './passkeys/add-passkey.service.js';
import { CeremonyChallenges } from './passkeys/ceremony-challenges.service.js';
import { PasskeyCeremonies } from './passkeys/passkey-ceremonies.service.js';
import { PasskeyRegistration } from './passkeys/passkey-registration.service.js';
import { PasskeyUse } from './passkeys/passkey-use.service.js';
import { PasskeyVerification } from './passkeys/passkey-verification.service.js';
import { PasskeyWarnings } from './passkeys/passkey-warnings.service.js';
import { PasskeysCleanup } from './passkeys/passkeys.cleanup.js';
import { PasskeysController } from './passkeys/passkeys.controller.js';
import { PasskeyDetails } from './passkeys/passkey-details.js';
import { PasskeysStore } from './passkeys/passkeys.store.js';
import { RelatedOriginsController } from './passkeys/related-origins.controller.js';
import { WebauthnChallengesStore } from './passkeys/webauthn-challenges.store.js';
import { RecoveryCodeHashes } from './recovery/recovery-code-hashes.js';
import { RecoveryCodeUse } from './recovery/recovery-code-use.service.js';
import { RecoveryCodes } from './recovery/recovery-codes.service.js';
import { RecoveryCodesStore } from './recovery/recovery-codes.store.js';
import { ReplaceRecoveryCodes } from './recovery/replace-recovery-codes.service.js';
import { DueResets } from './resets/due-resets.js';
import { FactorResetsController } from './resets/factor-resets.controller.js';
import { FactorResets } from './resets/factor-resets.service.js';
import { FactorResetsStore } from './resets/factor-resets.store.js';
import { OrderedReset } from './resets/ordered-reset.service.js';
import { RemoveAllFactors } from './resets/remove-all-factors.service.js';
import { BeginTotp } from './totp/begin-totp.service.js';
import { ConfirmTotp } from './totp/confirm-totp.service.js';
import { TotpSecrets } from './totp/totp-secrets.js';
import { TotpTransfer } from './totp/totp-transfer.service.js';
import { TotpUse } from './totp/totp-use.service.js';
import { TotpController } from './totp/totp.controller.js';
import { TotpStore } from './totp/totp.store.js';
import { RemoveFactor } from './remove-factor.service.js';
import { UnfinishedEnrolmentsCleanup } from './unfinished-enrolments.cleanup.js';
import { UseFactor } from './use-factor.service.js';

const shared = [
  AccountFactors,
  EnrolledFactor,
  FactorCounters,
  FactorDetails,
  FactorEvents,
  FactorLinks,
  FactorMails,
  FactorsPersonalData,
  FactorsStore,
  OwnFactors,
  RemoveFactor,
  UnfinishedEnrolmentsCleanup,
  UseFactor,
];
const totp = [BeginTotp, ConfirmTotp, TotpSecrets, TotpStore, TotpTransfer, TotpUse];
const recovery = [
  RecoveryCodeHashes,
  RecoveryCodes,
  RecoveryCodesStore,
  RecoveryCodeUse,
  ReplaceRecoveryCodes,
];
const resets = [DueResets, FactorResets, FactorResetsStore, OrderedReset, RemoveAllFactors];
const passkeys = [
  AddPasskey,
  CeremonyChallenges,
  PasskeyCeremonies,
  PasskeyDetails,
  PasskeyRegistration,
  PasskeyUse,
  PasskeyVerification,
  PasskeyWarnings,
  PasskeysCleanup,
  PasskeysStore,
  WebauthnChallengesStore,
];

/** Second factors of accounts: authenticator apps, passkeys and recovery codes. */
@Module({
  imports: [
    AuditModule,
    ChangesModule,
    DevicesModule,
    IdentitiesModule,
    LimitsModule,
    MailModule,
    ProofsModule,
    RbacModule,
    RiskModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [
    FactorResetsController,
    TotpController,
    PasskeysController,
    RelatedOriginsController,
    FactorsController,
  ],
  providers: [...shared, ...totp, ...recovery, ...resets, ...passkeys],
  exports: [
    AccountFactors,
    BeginTotp,
    ConfirmTotp,
    FactorLinks,
    FactorResets,
    OwnFactors,
    PasskeyCeremonies,
    PasskeyRegistration,
    PasskeyUse,
    RemoveFactor,
    ReplaceRecoveryCodes,
    TotpTransfer,
    UseFactor,
  ],
})
export class FactorsModule {}

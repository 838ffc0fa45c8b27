import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { MailModule } from '#api/mail';
import { UsersModule } from '#api/users';
import { ProofsModule } from '#api/users/proofs';
import { AccountFactors } from './account-factors.service.js';
import { FactorsStore } from './factors.store.js';
import { AddPasskey } from './passkeys/add-passkey.service.js';
import { CeremonyChallenges } from './passkeys/ceremony-challenges.service.js';
import { PasskeyCeremonies } from './passkeys/passkey-ceremonies.service.js';
import { PasskeyRegistration } from './passkeys/passkey-registration.service.js';
import { PasskeyUse } from './passkeys/passkey-use.service.js';
import { PasskeyVerification } from './passkeys/passkey-verification.service.js';
import { PasskeyWarnings } from './passkeys/passkey-warnings.service.js';
import { PasskeysCleanup } from './passkeys/passkeys.cleanup.js';
import { PasskeysController } from './passkeys/passkeys.controller.js';
import { Passkeys } from './passkeys/passkeys.service.js';
import { PasskeysStore } from './passkeys/passkeys.store.js';
import { RelatedOriginsController } from './passkeys/related-origins.controller.js';
import { WebauthnChallengesStore } from './passkeys/webauthn-challenges.store.js';
import { RecoveryCodeUse } from './recovery/recovery-code-use.service.js';
import { TotpUse } from './totp/totp-use.service.js';
import { UseFactor } from './use-factor.service.js';

const passkeys = [
  AddPasskey,
  CeremonyChallenges,
  PasskeyCeremonies,
  PasskeyRegistration,
  PasskeyUse,
  PasskeyVerification,
  PasskeyWarnings,
  Passkeys,
  PasskeysCleanup,
  PasskeysStore,
  WebauthnChallengesStore,
];

/** Second factors of accounts: authenticator apps, passkeys and recovery codes. */
@Module({
  imports: [AuditModule, MailModule, ProofsModule, UsersModule],
  controllers: [PasskeysController, RelatedOriginsController],
  providers: [AccountFactors, FactorsStore, RecoveryCodeUse, TotpUse, UseFactor, ...passkeys],
  exports: [AccountFactors, PasskeyCeremonies, PasskeyUse, Passkeys, UseFactor],
})
export class FactorsModule {}

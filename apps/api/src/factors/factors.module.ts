import { Module } from '@nestjs/common';
import { AccountFactors } from './account-factors.service.js';
import { FactorsStore } from './factors.store.js';
import { PasskeyCeremonies } from './passkeys/passkey-ceremonies.service.js';
import { PasskeyUse } from './passkeys/passkey-use.service.js';
import { RecoveryCodeUse } from './recovery/recovery-code-use.service.js';
import { TotpUse } from './totp/totp-use.service.js';
import { UseFactor } from './use-factor.service.js';

/** Second factors of accounts: authenticator apps, passkeys and recovery codes. */
@Module({
  providers: [
    AccountFactors,
    FactorsStore,
    PasskeyCeremonies,
    PasskeyUse,
    RecoveryCodeUse,
    TotpUse,
    UseFactor,
  ],
  exports: [AccountFactors, PasskeyCeremonies, UseFactor],
})
export class FactorsModule {}

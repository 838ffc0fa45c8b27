export { AccountFactors } from './account-factors.service.js';
export type { DetailedFactor } from './factor-details.js';
export { FactorLinks } from './factor-links.service.js';
export type {
  CeremonyBinding,
  FactorShowing,
  FactorType,
  MadeFactor,
  OfferedFactor,
  RecentFactor,
  ShownFactor,
  UsedFactor,
} from './factor.js';
export { FactorsModule } from './factors.module.js';
export { OwnFactors } from './own-factors.service.js';
export { RemoveFactor } from './remove-factor.service.js';
export { ReplaceRecoveryCodes } from './recovery/replace-recovery-codes.service.js';
export { FactorResets, type ResetOrder } from './resets/factor-resets.service.js';
export { CEREMONY_SECONDS } from './passkeys/ceremony-challenges.service.js';
export { PasskeyCeremonies } from './passkeys/passkey-ceremonies.service.js';
export { AssertionDto, PasskeyAssertionDto } from './passkeys/passkey-response.dto.js';
export { PasskeyRegistration } from './passkeys/passkey-registration.service.js';
export { PasskeyUse } from './passkeys/passkey-use.service.js';
export { PasskeyRequestDto, PasskeyRequestOptionsDto } from './passkeys/passkeys.dto.js';
export { passkeysConfig } from './passkeys/passkeys.config.js';
export { areUsableAtOwnPages } from './passkeys/relying-party.js';
export { BeginTotp } from './totp/begin-totp.service.js';
export { ConfirmTotp } from './totp/confirm-totp.service.js';
export { fromBase32, toBase32 } from './totp/otpauth-url.js';
export { displayTotp, type DisplayedTotp } from './totp/displayed-totp.js';
export { TotpTransfer, type TransferredTotp } from './totp/totp-transfer.service.js';
export { UseFactor } from './use-factor.service.js';

export { AccountFactors } from './account-factors.service.js';
export type {
  CeremonyBinding,
  FactorShowing,
  FactorType,
  OfferedFactor,
  ShownFactor,
  UsedFactor,
} from './factor.js';
export { FactorsModule } from './factors.module.js';
export { PasskeyCeremonies } from './passkeys/passkey-ceremonies.service.js';
export { UseFactor } from './use-factor.service.js';

export { FreshProofsCleanup } from './fresh-proofs.cleanup.js';
export { FreshProofs, PROOF_SECONDS, type Showing } from './fresh-proofs.service.js';
export {
  AccountFactorsPort,
  ConfiguredProvidersPort,
  ProofMethods,
} from './proof-methods.service.js';
export { proofsConfig } from './proofs.config.js';
export { ProofsModule } from './proofs.module.js';

export { IdentitiesModule } from './identities.module.js';
export { IdentityEntity, type IdentityOrigin } from './identity.entity.js';
export type { Identity, IdentityKey, IdentityMaking, NewIdentity } from './identity.js';
export { LinkedIdentities } from './linked-identities.service.js';

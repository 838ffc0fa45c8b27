export { IdentitiesModule } from './identities.module.js';
export {
  IdentitiesStore,
  type Identity,
  type IdentityKey,
  type IdentityMaking,
  type NewIdentity,
} from './identities.store.js';
export { IdentityEntity, type IdentityOrigin } from './identity.entity.js';

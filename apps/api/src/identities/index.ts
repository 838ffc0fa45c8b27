export { IdentitiesModule } from './identities.module.js';
export {
  IdentitiesStore,
  type Identity,
  type IdentityKey,
  type NewIdentity,
} from './identities.store.js';
export { IdentityEntity } from './identity.entity.js';

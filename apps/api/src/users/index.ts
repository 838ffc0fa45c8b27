export * from './one-time-token.entity.js';
export * from './one-time-tokens.service.js';
export { PendingRegistrationEntity } from './pending-registration.entity.js';
export {
  PendingRegistrations,
  type FurtherRegistration,
  type KeptRegistration,
} from './pending-registrations.service.js';
export type { PendingRegistration } from './pending-registrations.store.js';
export * from './to-user.js';
export * from './user.entity.js';
export * from './user.js';
export * from './users.dto.js';
export * from './users.module.js';
export * from './users.store.js';

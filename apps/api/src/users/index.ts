export {
  AddressChanges,
  type AddressWish,
  type ConfirmedChange,
} from './address-changes.service.js';
export type { AddressChange } from './address-change.js';
export { ConfirmedAddresses } from './confirmed-addresses.service.js';
export type { TokenPurpose } from './one-time-token.entity.js';
export { OneTimeTokens } from './one-time-tokens.service.js';
export type { PendingRegistration } from './pending-registration.entity.js';
export {
  PendingRegistrations,
  type FurtherRegistration,
  type KeptRegistration,
} from './pending-registrations.service.js';
export { UserEntity } from './user.entity.js';
export {
  addressee,
  USER_PROPERTIES,
  type NewUser,
  type ProfileChange,
  type SigningInUser,
  type User,
  type UserWithPassword,
} from './user.js';
export { toUser, UserDto } from './users.dto.js';
export { UsersModule } from './users.module.js';
export { Users, accountDisabled, userNotFound } from './users.service.js';

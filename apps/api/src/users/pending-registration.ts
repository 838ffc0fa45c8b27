import type { PendingRegistrationEntity } from './pending-registration.entity.js';

export const PENDING_REGISTRATION_PROPERTIES = [
  'id',
  'userId',
  'password',
  'firstName',
  'lastName',
  'deviceHash',
  'tokenHash',
] as const;

/** A registration that is not confirmed yet, as it is read. */
export type PendingRegistration = Readonly<
  Pick<PendingRegistrationEntity, (typeof PENDING_REGISTRATION_PROPERTIES)[number]>
>;

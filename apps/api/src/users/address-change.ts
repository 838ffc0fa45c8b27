import type { AddressChangeEntity } from './address-change.entity.js';

/** What is read of a change, its secrets left out. */
export const CHANGE_PROPERTIES = [
  'id',
  'userId',
  'sessionId',
  'deviceHash',
  'oldEmail',
  'oldEmailCanonical',
  'newEmail',
  'newEmailCanonical',
  'createdAt',
  'expiresAt',
  'confirmedAt',
] as const;

/** A change of the address of an account: asked for, or confirmed and still to be undone. */
export type AddressChange = Readonly<Pick<AddressChangeEntity, (typeof CHANGE_PROPERTIES)[number]>>;

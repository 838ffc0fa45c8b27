import type { Place } from '#api/platform/geoip';
import type { DeviceCredential } from '#api/sessions';
import type { DeviceEntity } from './device.entity.js';

/** The properties of a device without its user. */
export const DEVICE = [
  'id',
  'credentialHash',
  'name',
  'ip',
  'country',
  'latitude',
  'longitude',
  'isKnown',
  'firstSeenAt',
  'lastSeenAt',
  'confirmedAt',
  'factorRememberedUntil',
  'noticedAt',
] as const;

/** A device that has signed in to an account. */
export type Device = Readonly<Pick<DeviceEntity, (typeof DEVICE)[number]>>;

/** What is known of the device of a sign-in, and of the devices that signed in to the account before. */
export interface DeviceMatch {
  readonly userId: string;
  /** The credential that the device holds from now on. */
  readonly held: DeviceCredential;
  readonly name: string | null;
  readonly ip: string;
  readonly place: Place | null;
  readonly at: Date;
  /** The device before this sign-in; `null` when the account does not know it. */
  readonly known: Device | null;
  /** All known devices of the account, the last seen first. */
  readonly others: readonly Device[];
  /** No device has signed in to the account before: there is nothing to compare with. */
  readonly isFirst: boolean;
  /** The account has as many devices as it may have: with another, the one that was seen longest ago goes. */
  readonly isFull: boolean;
  /** The owner was sent a mail within a day about a new device with the same name and address. */
  readonly isNoticed: boolean;
}

import type { Place } from '#api/platform/geoip';
import type { DeviceCredential } from './device-credentials.js';

/** A device that an account has met. */
export interface Device {
  readonly id: string;
  readonly credentialHash: Buffer;
  readonly name: string | null;
  readonly ip: string;
  readonly country: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly isKnown: boolean;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly confirmedAt: Date | null;
  readonly noticedAt: Date | null;
}

/** Somebody signs in from a device: what is known of it, and of where the account was before. */
export interface DeviceMatch {
  readonly userId: string;
  /** What the device holds from now on. */
  readonly held: DeviceCredential;
  readonly name: string | null;
  readonly ip: string;
  readonly place: Place | null;
  readonly at: Date;
  /** The device as it was, when the account knows it; `null` for a new one. */
  readonly known: Device | null;
  /** All known ones of the account, the last seen first. */
  readonly others: readonly Device[];
  /** The account has never met any device: there is nothing to compare with. */
  readonly isFirst: boolean;
  /** The owner was told lately of a new one that is the same to a person. */
  readonly isNoticed: boolean;
}

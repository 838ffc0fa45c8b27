import type { DeviceCredential } from '#api/sessions';
import type { Device } from './device-match.js';

/** A device that has signed in to the caller's account. */
export class DeviceDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /**
   * A few words for a person, from what the device says of itself.
   * @example 'Firefox 128 on Linux'
   */
  name!: string | null;

  /**
   * The address that it last signed in from.
   * @example '203.0.113.7'
   */
  ip!: string;

  /**
   * Its country (ISO 3166-1 alpha-2), as far as it is known.
   * @example 'DE'
   */
  country!: string | null;

  /** @example '2026-11-23T10:15:30.000Z' */
  first_seen_at!: string;

  /**
   * When it last signed in.
   * @example '2026-11-23T10:15:30.000Z'
   */
  last_seen_at!: string;

  /**
   * Until when a sign-in from it needs no second factor; `null` when it needs one.
   * @example '2026-12-23T10:15:30.000Z'
   */
  second_factor_remembered_until!: string | null;

  /**
   * Whether it is the device that shows its credential with this very request.
   * @example true
   */
  current!: boolean;
}

/** The devices that the caller's account knows, the last seen first. */
export class DeviceListDto {
  /** @example true */
  success!: boolean;

  devices!: DeviceDto[];

  /**
   * Give it as `cursor` for the next page; `null` on the last.
   * @example null
   */
  next_cursor!: string | null;
}

export class DeviceForgottenDto {
  /** @example true */
  success!: boolean;

  /** @example 'Device forgotten' */
  message!: string;

  /**
   * How many of its sessions ended.
   * @example 1
   */
  ended!: number;
}

/** A device as its owner sees it; `held` is the credential that the request shows. */
export function toDevice(device: Device, held: DeviceCredential | null): DeviceDto {
  return {
    id: device.id,
    name: device.name,
    ip: device.ip,
    country: device.country,
    first_seen_at: device.firstSeenAt.toISOString(),
    last_seen_at: device.lastSeenAt.toISOString(),
    second_factor_remembered_until: device.factorRememberedUntil?.toISOString() ?? null,
    current: held?.hash.equals(device.credentialHash) ?? false,
  };
}

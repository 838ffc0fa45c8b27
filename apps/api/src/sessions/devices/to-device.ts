import type { DeviceCredential } from '#api/sessions';
import type { DeviceDto } from './devices.dto.js';
import type { Device } from './device-match.js';

/** A device as its owner sees it; `held` is the credential that the request shows. */
export function toDevice(device: Device, held: DeviceCredential | null): DeviceDto {
  return {
    id: device.id,
    name: device.name,
    ip: device.ip,
    country: device.country,
    first_seen_at: device.firstSeenAt.toISOString(),
    last_seen_at: device.lastSeenAt.toISOString(),
    current: held?.hash.equals(device.credentialHash) ?? false,
  };
}

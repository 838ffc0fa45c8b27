/** 32 random bytes and the MAC that says that they are ours. */
const FORMAT = /^([\w-]{43})\.([\w-]{43})$/;

export interface DeviceCredentialParts {
  readonly secret: string;
  readonly mac: string;
}

/** The parts of what has the form of a device's credential; `null` for anything else. Nothing is verified. */
export function parseDeviceCredential(text: string): DeviceCredentialParts | null {
  const [, secret, mac] = FORMAT.exec(text) ?? [];
  return secret === undefined || mac === undefined ? null : { secret, mac };
}

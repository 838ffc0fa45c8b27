/** 32 random bytes and a MAC that proves that this server issued them. */
const FORMAT = /^([\w-]{43})\.([\w-]{43})$/;

export interface DeviceCredentialParts {
  readonly secret: string;
  readonly mac: string;
}

/** The parts of a text with the form of a device credential; `null` for anything else. Nothing is verified. */
export function parseDeviceCredential(text: string): DeviceCredentialParts | null {
  const [, secret, mac] = FORMAT.exec(text) ?? [];
  return secret === undefined || mac === undefined ? null : { secret, mac };
}

import type { Device } from '#api/sessions/devices';
import type { Identity } from '#api/users/identities';

/** A credential besides the password: a linked provider or a known device. */
export interface Credential {
  readonly id: string;
  readonly kind: 'identity' | 'device';
  /** For the user: the provider, or a few words on the device. */
  readonly name: string;
  /** Of an identity: the address as the provider answered it. */
  readonly email: string | null;
  readonly addedAt: Date;
  /** The network address from which it was added. */
  readonly from: string | null;
  readonly lastUsedAt: Date | null;
  /** Whether a reset keeps it when the user chooses so. */
  readonly isKeepable: boolean;
}

export const credentialOfIdentity = (identity: Identity, isKeepable: boolean): Credential => ({
  id: identity.id,
  kind: 'identity',
  name: identity.provider,
  email: identity.email,
  addedAt: identity.addedAt,
  from: identity.madeFrom,
  lastUsedAt: identity.lastUsedAt,
  isKeepable,
});

export const credentialOfDevice = (device: Device): Credential => ({
  id: device.id,
  kind: 'device',
  name: device.name ?? 'unknown device',
  email: null,
  addedAt: device.firstSeenAt,
  from: device.ip,
  lastUsedAt: device.lastSeenAt,
  isKeepable: true,
});

const minuteOf = (moment: Date) => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** A few words for a mail, without text that an attacker could have chosen freely. */
export function describeCredential({
  kind,
  name,
  addedAt,
  from,
}: Omit<Credential, 'isKeepable'>): string {
  const what = kind === 'identity' ? `signing in with ${name}` : `the device ${name}`;
  return `${what} (since ${minuteOf(addedAt)}${from === null ? '' : `, from ${from}`})`;
}

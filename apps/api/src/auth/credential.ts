import type { MadeFactor } from '#api/factors';
import type { MailedCredential } from '#api/mail';
import type { Device } from '#api/sessions/devices';
import type { Identity } from '#api/users/identities';

/** A credential besides the password: a linked provider or a known device. */
export interface Credential {
  readonly id: string;
  readonly kind: 'identity' | 'device';
  /** For the user: the provider, or a few words on the device; `null` for a device of which nothing is known. */
  readonly name: string | null;
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
  name: device.name,
  email: null,
  addedAt: device.firstSeenAt,
  from: device.ip,
  lastUsedAt: device.lastSeenAt,
  isKeepable: true,
});

/** What a mail says of it. */
export const toMailedCredential = ({
  kind,
  name,
  addedAt,
  from,
}: Omit<Credential, 'isKeepable'>): MailedCredential => ({ kind, name, addedAt, from });

export const toMailedFactor = ({
  type,
  createdAt: addedAt,
  madeFrom: from,
}: MadeFactor): MailedCredential => ({ kind: 'factor', type, addedAt, from });

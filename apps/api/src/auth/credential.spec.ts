import { credentialOfDevice, credentialOfIdentity, toMailedCredential } from './credential.js';

const MOMENT = new Date('2026-01-02T03:04:05.678Z');

const identity = {
  id: 'i',
  provider: 'google',
  email: 'anna@example.test',
  addedAt: MOMENT,
  madeFrom: '192.0.2.1',
  lastUsedAt: null,
} as never;

const device = { id: 'd', name: null, firstSeenAt: MOMENT, ip: null, lastSeenAt: MOMENT } as never;

describe('a credential', () => {
  it('a mail names a linked provider by its name, not by texts of its account', () => {
    expect(toMailedCredential(credentialOfIdentity(identity, true))).toEqual({
      kind: 'identity',
      name: 'google',
      addedAt: MOMENT,
      from: '192.0.2.1',
    });
  });

  it('a device without a name and an address is unknown', () => {
    expect(toMailedCredential(credentialOfDevice(device))).toMatchObject({
      name: null,
      from: null,
    });
  });

  it('a known device may be kept, and a linked provider when the caller says so', () => {
    expect(credentialOfDevice(device).isKeepable).toBe(true);
    expect(credentialOfIdentity(identity, true).isKeepable).toBe(true);
    expect(credentialOfIdentity(identity, false).isKeepable).toBe(false);
  });
});

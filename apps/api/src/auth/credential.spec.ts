import { credentialOfDevice, credentialOfIdentity, describeCredential } from './credential.js';

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
  it('a linked provider is described by its name, the minute and the network address, not by texts of its account', () => {
    expect(describeCredential(credentialOfIdentity(identity, true))).toBe(
      'signing in with google (since 2026-01-02 03:04 UTC, from 192.0.2.1)',
    );
  });

  it('a device without a name and an address is described as unknown', () => {
    expect(describeCredential(credentialOfDevice(device))).toBe(
      'the device unknown device (since 2026-01-02 03:04 UTC)',
    );
  });

  it('a known device may be kept, and a linked provider when the caller says so', () => {
    expect(credentialOfDevice(device).isKeepable).toBe(true);
    expect(credentialOfIdentity(identity, true).isKeepable).toBe(true);
    expect(credentialOfIdentity(identity, false).isKeepable).toBe(false);
  });
});

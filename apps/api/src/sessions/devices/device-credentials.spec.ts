import { sha256 } from '#libs/kernel';
import { DeviceCredentials } from './device-credentials.js';

const SECRET = 'for-tests-only-0123456789abcdefghijklmnop';
const credentials = new DeviceCredentials(SECRET);

describe('the credential of a device', () => {
  it('is recognised by who has made it, and by no other secret', () => {
    const made = credentials.make();
    expect(credentials.read(made.credential)).toEqual(made);
    expect(new DeviceCredentials(`${SECRET}x`).read(made.credential)).toBeNull();
  });

  it('is nothing when a character of it is another, or when it is made up', () => {
    const { credential } = credentials.make();
    for (let at = 0; at < credential.length; at += 1) {
      const other = credential[at] === 'A' ? 'B' : 'A';
      const forged = credential.slice(0, at) + other + credential.slice(at + 1);
      expect(credentials.read(forged)).toBeNull();
    }
    for (const shown of [
      null,
      undefined,
      '',
      '.',
      `${'A'.repeat(43)}.${'A'.repeat(43)}`,
      `${credential}=`,
    ])
      expect(credentials.read(shown)).toBeNull();
  });

  it('is kept as a hash that does not show it', () => {
    const { credential, hash } = credentials.make();
    expect(hash).toEqual(sha256(credential.slice(0, 43)));
  });
});

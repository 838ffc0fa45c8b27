import { sha256 } from '#libs/kernel';
import { describeDevice, DeviceCredentials, toSeenFrom } from './device.js';

describe('the description of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0',
      'Firefox 128 on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      'Safari 17 on iOS',
    ],
    ['curl/8.5.0', 'curl 8'],
    ['python-requests/2.31.0', 'python-requests 2'],
  ])('a device with the user agent %s is described as %s', (userAgent, words) => {
    expect(describeDevice(userAgent)).toBe(words);
  });

  it.each([[null], [''], ['()'], ['<script>alert(1)</script>']])(
    'a device with the user agent %j has no description',
    (userAgent) => {
      expect(describeDevice(userAgent)).toBeNull();
    },
  );

  it('a device with a long hostile user agent is described within a second', () => {
    const started = performance.now();
    for (const piece of ['Mozilla/5.0 (', 'Version/', ' ', 'iPhone;', '((((', '1.1.']) {
      toSeenFrom({ ip: '127.0.0.1', requestId: 'r', userAgent: piece.repeat(10_000) });
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('the user agent that a session keeps has at most 512 characters', () => {
    const client = { ip: '127.0.0.1', requestId: 'r', userAgent: 'x'.repeat(5000) };
    expect(toSeenFrom(client).userAgent).toHaveLength(512);
  });
});

const SECRET = 'for-tests-only-0123456789abcdefghijklmnop';
const credentials = new DeviceCredentials(SECRET);

describe('a device credential', () => {
  it('a device credential is accepted under the secret key that made it alone', () => {
    const made = credentials.make();
    expect(credentials.read(made.credential)).toEqual(made);
    expect(new DeviceCredentials(`${SECRET}x`).read(made.credential)).toBeNull();
  });

  it('a device credential that was changed or made up is refused', () => {
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

  it('a device credential is kept as the hash of its secret', () => {
    const { credential, hash } = credentials.make();
    expect(hash).toEqual(sha256(credential.slice(0, 43)));
  });
});

import { isNetwork, isWithin } from './networks.js';

describe('the networks that a token may be used from', () => {
  it.each([
    ['10.1.2.3', ['10.0.0.0/8'], true],
    ['11.1.2.3', ['10.0.0.0/8'], false],
    ['::ffff:10.1.2.3', ['10.0.0.0/8'], true],
    ['192.0.2.7', ['192.0.2.7'], true],
    ['2001:db8::1', ['2001:db8::/32'], true],
    ['2001:db9::1', ['2001:db8::/32'], false],
    ['not an address', ['0.0.0.0/0'], false],
    ['', ['::/0'], false],
  ])('whether %s lies in the networks %j: %s', (ip, networks, expected) => {
    expect(isWithin(ip, networks)).toBe(expected);
  });

  it.each(['10.0.0.0/33', '10.0.0.0/-1', '10.0.0', 'fe80::1%eth0', '::/129', 'example.org', '', 7])(
    'the network of a token cannot be %j',
    (value) => {
      expect(isNetwork(value)).toBe(false);
    },
  );
});

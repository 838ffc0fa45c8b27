import { addressPrefix } from './address-prefix.js';

describe('what counts as one address', () => {
  it('is an IPv4 address itself', () => expect(addressPrefix('192.0.2.7')).toBe('192.0.2.7'));

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1::192.0.2.1', '2001:db8:1:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('is the /64 of %s', (ip, expected) => expect(addressPrefix(ip)).toBe(expected));
});

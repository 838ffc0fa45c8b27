import fc from 'fast-check';
import { addressPrefixes, narrowestPrefix, widestPrefix } from './address-prefixes.js';

const namesOf = (ip: string) => addressPrefixes(ip).map(({ name }) => name);

describe('the networks of an address', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7', '192.0.2.0/24']],
    ['2001:db8:1:2a3::1', ['2001:db8:1:2a3::/64', '2001:db8:1:200::/56', '2001:db8:1:0::/48']],
    ['2001:0DB8:0001:2:ffff:ffff:ffff:ffff', ['2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1:0::/48']], // prettier-ignore
    ['2001:db8:1::192.0.2.1', ['2001:db8:1:0::/64', '2001:db8:1:0::/56', '2001:db8:1:0::/48']],
    ['fe80::1%eth0', ['fe80:0:0:0::/64', 'fe80:0:0:0::/56', 'fe80:0:0:0::/48']],
    ['::1', ['0:0:0:0::/64', '0:0:0:0::/56', '0:0:0:0::/48']],
  ])('the networks of %s are those that one customer may use', (ip, expected) =>
    expect(namesOf(ip)).toEqual(expected),
  );

  it.each([
    ['mapped', '::ffff:192.0.2.7'],
    ['mapped, in hexadecimal digits', '::FFFF:c000:207'],
    ['translated', '64:ff9b::192.0.2.7'],
    ['6to4, whichever of its networks', '2002:c000:0207:beef::1'],
    ['Teredo, whichever its server', '2001:0:4136:e378:8000:63bf:3fff:fdf8'],
  ])(
    'the networks of an IPv4 address in an IPv6 form (%s) are those of the IPv4 address',
    (_how, ip) => expect(namesOf(ip)).toEqual(['192.0.2.7', '192.0.2.0/24']),
  );

  it('a text that is no address is a network of its own', () =>
    expect(namesOf('unknown')).toEqual(['unknown']));

  it('addresses that share a narrow network share all wider ones', () => {
    const address = fc.ipV6();
    fc.assert(
      fc.property(address, address, (one, other) => {
        const [ofOne, ofOther] = [namesOf(one), namesOf(other)];
        ofOne.forEach((name, index) => {
          if (ofOther[index] === name) expect(ofOther.slice(index)).toEqual(ofOne.slice(index));
        });
        expect([narrowestPrefix(one), widestPrefix(one)]).toEqual([ofOne[0], ofOne.at(-1)]);
      }),
    );
  });
});

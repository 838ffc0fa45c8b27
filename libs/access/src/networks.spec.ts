import fc from 'fast-check';
import { BlockList } from 'node:net';
import { hasHostBits, networkAround, NetworkSet, parseNetwork, type Network } from './networks.js';

const network = (text: string): Network => {
  const parsed = parseNetwork(text);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};
const setOf = (...texts: string[]): NetworkSet => {
  const set = new NetworkSet();
  for (const text of texts) set.add(network(text));
  return set;
};

describe('a set of networks', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.1.1.1', true],
    ['::ffff:10.0.0.0/104', '10.1.1.1', true],
    ['::ffff:a00:0/104', '10.1.1.1', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['2001:db8::/32', '2001:DB8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['fe80::/10', 'febf::1', true],
    ['::1', '::1', true],
    ['0.0.0.0/1', '127.0.0.1', true],
    ['255.255.255.255', '255.255.255.255', true],
    ['10.0.0.0/8', 'fe80::1%eth0', false],
    ['10.0.0.0/8', 'unknown', false],
    ['10.0.0.0/8', '', false],
  ])('the network %s contains %s: %s', (text, address, isIn) => {
    expect(setOf(text).has(address)).toBe(isIn);
  });

  it('a set of networks agrees with the block list of Node', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }), fc.ipV4());
    const v6 = fc.tuple(fc.ipV6(), fc.integer({ min: 1, max: 128 }), fc.ipV6());
    fc.assert(
      fc.property(fc.oneof(v4, v6), ([base, bits, asked]) => {
        const parsed = parseNetwork(`${base}/${bits}`);
        if (typeof parsed === 'string' || parsed.bits !== bits) return true;
        const family = base.includes(':') ? 'ipv6' : 'ipv4';
        const list = new BlockList();
        list.addSubnet(base, bits, family);
        const set = new NetworkSet();
        set.add(networkAround(parsed));
        return [asked, base].every((one) => set.has(one) === list.check(one, family));
      }),
    );
  });

  it.each([
    ['10.0.0.0/33', /from 1 to 32/],
    ['::/129', /from 1 to 128/],
    ['10.0.0.0/-1', /from 1 to 32/],
    ['10.0.0.0/08', /from 1 to 32/],
    ['10.0.0.0/255.0.0.0', /from 1 to 32/],
    ['10.0.0.0/', /from 1 to 32/],
    ['0.0.0.0/0', /every address/],
    ['::/0', /every address/],
    ['::ffff:0:0/96', /write the IPv4/],
    ['::ffff:10.0.0.0/8', /write the IPv4/],
    ['fe80::1%eth0', /zone/],
    ['fe80::%1/10', /zone/],
    ['0.0.0.0', /nobody/],
    ['::', /nobody/],
    ['10.0.0', /neither/],
    ['010.0.0.1', /neither/],
    ['10.0.0.0/8/8', /neither/],
    ['proxy.internal', /neither/],
    ['', /neither/],
  ])('parseNetwork refuses %s, which could never match', (text, why) => {
    expect(parseNetwork(text)).toMatch(why);
  });

  it('hasHostBits distinguishes a network from an address with a prefix length', () => {
    expect(hasHostBits(network('10.0.0.1/8'))).toBe(true);
    expect(hasHostBits(network('2001:db8::1/64'))).toBe(true);
    expect(hasHostBits(network('10.0.0.0/8'))).toBe(false);
    expect(hasHostBits(network('10.0.0.1'))).toBe(false);
    expect(networkAround(network('10.1.2.3/8'))).toEqual(network('10.0.0.0/8'));
  });

  it('a look-up takes as many steps for thousands of networks as for one of each length', () => {
    const looks = (count: number) => {
      const texts = Array.from({ length: count }, (_none, n) => `10.${n >> 8}.${n & 255}.0/24`);
      const set = setOf('192.0.2.0/25', ...texts);
      set.has('203.0.113.1');
      return set.looks;
    };
    expect(looks(4000)).toBe(looks(1000));
  });
});

import { isIPv4, isIPv6 } from 'node:net';

/** The prefix length of a network of an address: IPv4 /32 and /24, IPv6 /64, /56 and /48. */
export type PrefixLevel = '32' | '24' | '64' | '56' | '48';

/** A network that an address belongs to, in canonical form. */
export interface AddressPrefix {
  readonly level: PrefixLevel;
  readonly name: string;
}

/** The limit of all addresses in a network of this level, as a multiple of the limit of one address. */
export const PREFIX_MULTIPLES: Readonly<Record<PrefixLevel, number>> = {
  '32': 1,
  '64': 1,
  '24': 8,
  '56': 4,
  '48': 16,
};

const GROUPS = 8;
const IPV4_BITS = [32, 24] as const;
const IPV6_BITS = [64, 56, 48] as const;

/**
 * The networks of an address that one customer may use, from the narrowest to the widest. An IPv6 address that
 * represents an IPv4 address has the networks of the latter: mapped (RFC 4291 section 2.5.5.2), translated by the
 * well-known prefix (RFC 6052 section 2.1), 6to4 (RFC 3056), Teredo (RFC 4380 section 4). A text that is no address is
 * a network of its own.
 */
export function addressPrefixes(ip: string): readonly [AddressPrefix, ...AddressPrefix[]] {
  const bare = ip.replace(/%.*$/, '');
  if (isIPv4(bare)) return ofIPv4(bare.split('.').map(Number));
  if (!isIPv6(bare)) return [{ level: '32', name: ip }];
  const groups = groupsOf(bare);
  const embedded = embeddedIPv4(groups);
  return embedded ? ofIPv4(embedded) : ofIPv6(groups);
}

/** The narrowest network of an address, which stands for one customer. */
export const narrowestPrefix = (ip: string): string => addressPrefixes(ip)[0].name;

/** The widest network of the address: a whole site. */
export const widestPrefix = (ip: string): string => addressPrefixes(ip).at(-1)!.name;

function ofIPv4(bytes: readonly number[]): [AddressPrefix, ...AddressPrefix[]] {
  const [address, network] = IPV4_BITS.map((bits) => ({
    level: String(bits) as PrefixLevel,
    name: bits === 32 ? bytes.join('.') : `${bytes.slice(0, 3).join('.')}.0/24`,
  }));
  return [address!, network!];
}

function ofIPv6(groups: readonly number[]): [AddressPrefix, ...AddressPrefix[]] {
  const [first, ...wider] = IPV6_BITS.map((bits) => {
    const kept = groups.slice(0, 4);
    // Of the fourth group a /56 contains the upper half and a /48 nothing.
    kept[3] = bits === 64 ? kept[3]! : bits === 56 ? kept[3]! & 0xff00 : 0;
    const name = `${kept.map((group) => group.toString(16)).join(':')}::/${bits}`;
    return { level: String(bits) as PrefixLevel, name };
  });
  return [first!, ...wider];
}

/** The eight groups of an IPv6 address; a dotted end gives two of them. */
export function groupsOf(ip: string): number[] {
  const hex = ip.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a, b, c, d) =>
    [a, b, c, d]
      .map((byte) => Number(byte).toString(16).padStart(2, '0'))
      .join('')
      .replace(/^..../, '$&:'),
  );
  const [head = '', tail] = hex.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : GROUPS - before.length - after.length;
  return [...before, ...Array<string>(missing).fill('0'), ...after].map((group) =>
    parseInt(group, 16),
  );
}

const bytesOf = (high: number, low: number) => [high >> 8, high & 0xff, low >> 8, low & 0xff];
const startsWith = (groups: readonly number[], start: readonly number[]) =>
  start.every((group, index) => groups[index] === group);

function embeddedIPv4(groups: readonly number[]): readonly number[] | null {
  const [, second = 0, third = 0, , , , high = 0, low = 0] = groups;
  if (startsWith(groups, [0, 0, 0, 0, 0, 0xffff])) return bytesOf(high, low);
  if (startsWith(groups, [0x64, 0xff9b, 0, 0, 0, 0])) return bytesOf(high, low);
  if (groups[0] === 0x2002) return bytesOf(second, third);
  // Teredo inverts all bits of the client's address.
  if (startsWith(groups, [0x2001, 0])) return bytesOf(high ^ 0xffff, low ^ 0xffff);
  return null;
}

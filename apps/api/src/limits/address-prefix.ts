import { isIPv6 } from 'node:net';

const GROUPS_OF_64_BITS = 4;
const GROUPS = 8;

/**
 * What counts as one address: an IPv4 address as it is, an IPv6 address by its /64, of which one customer
 * has 2^64.
 */
export function addressPrefix(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - widthOf(after));
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  const plain = groups.slice(0, GROUPS_OF_64_BITS).map((group) => parseInt(group, 16).toString(16));
  return `${plain.join(':')}::/64`;
}

/** The dotted end of an IPv4 address in IPv6 clothes stands for two groups. */
const widthOf = (groups: readonly string[]) =>
  groups.length + (groups.at(-1)?.includes('.') === true ? 1 : 0);

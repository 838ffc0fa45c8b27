import { createHash, createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';

const GROUPS_OF_64_BITS = 4;
const GROUPS = 8;
const KEY_LENGTH = 22;

/** The network by which callers are distinguished: for IPv6 the /64, in which one customer has 2^64 addresses. */
export function callerOf(address: string | undefined): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - after.length);
  const groups = [...before, ...Array<string>(missing).fill('0'), ...after];
  const prefix = groups.slice(0, GROUPS_OF_64_BITS).map((group) => parseInt(group, 16));
  return `${prefix.map((group) => group.toString(16)).join(':')}::/64`;
}

/**
 * The identifier of a caller that is sent to the server: the same from all instances of a service, and not traceable
 * to the address without the service's application token.
 */
export function callerKey(caller: string, appToken: string): string {
  const key = createHash('sha256').update(`gatehouse caller\n${appToken}`).digest();
  return createHmac('sha256', key).update(caller).digest('base64url').slice(0, KEY_LENGTH);
}

import { createHash, createHmac } from 'node:crypto';
import { BlockList, isIP, isIPv6 } from 'node:net';

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

/** The networks that a token may be used from, prepared for comparison. */
export class Networks {
  private readonly list = new BlockList();
  private readonly areAny: boolean;

  /** @param blocks CIDR blocks or single addresses; empty for any network */
  constructor(blocks: readonly string[]) {
    this.areAny = blocks.length === 0;
    for (const block of blocks) this.add(block);
  }

  /** An IPv4-mapped IPv6 address counts as IPv4; an unknown address is in no network. */
  include(address: string | undefined): boolean {
    if (this.areAny) return true;
    const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
  }

  /** An invalid block allows nothing. */
  private add(block: string): void {
    const [address = '', prefix] = block.split('/');
    const version = isIP(address);
    const bits = version === 4 ? 32 : 128;
    const length = prefix === undefined ? bits : Number(prefix);
    if (version === 0 || !Number.isInteger(length) || length < 0 || length > bits) return;
    this.list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  }
}

import { BlockList, isIP, isIPv4 } from 'node:net';

/** Whose word about the client's address is taken. */
export type TrustRule =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'hops'; readonly count: number }
  | { readonly kind: 'networks'; readonly list: BlockList };

const MAX_HOPS = 10;
/** Further entries of `X-Forwarded-For` are not looked at; they are the oldest, and anybody's word. */
const MAX_ENTRIES = 32;
/** A peer that is gone already has no address. */
export const UNKNOWN_ADDRESS = '0.0.0.0';

const WELL_KNOWN: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
};

/** The length of a prefix, `longest` when there is none, 0 when it is none. */
function prefixBits(prefix: string | undefined, longest: number): number {
  if (prefix === undefined) return longest;
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : 0;
  return bits <= longest ? bits : 0;
}

function addNetwork(list: BlockList, text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = address.includes('%') || rest.length > 0 ? 0 : isIP(address);
  const bits = prefixBits(prefix, version === 4 ? 32 : 128);
  if (version === 0 || bits === 0) return false;
  list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return true;
}

/** Reads TRUST_PROXY; `null` when it is not a number of hops, addresses or networks. */
export function parseTrustProxy(text: string | undefined): TrustRule | null {
  const words = (text ?? '').split(/[\s,]+/).filter((word) => word !== '');
  const [first = 'false'] = words;
  if (words.length <= 1 && /^(false|no|off|0)$/i.test(first)) return { kind: 'nobody' };
  if (words.length === 1 && /^\d{1,2}$/.test(first)) {
    const count = Number(first);
    return count <= MAX_HOPS ? { kind: 'hops', count } : null;
  }
  const list = new BlockList();
  const networks = words.flatMap((word) => WELL_KNOWN[word.toLowerCase()] ?? [word]);
  return networks.every((network) => addNetwork(list, network)) ? { kind: 'networks', list } : null;
}

/** One form for one address: no port, no brackets, no IPv4 in IPv6 clothes; `null` for anything else. */
export function plainAddress(text: string): string | null {
  const trimmed = text.trim();
  const bare = /^\[([^\]]{2,45})\](?::\d{1,5})?$/.exec(trimmed)?.[1] ?? withoutPort(trimmed);
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(bare)?.[1] ?? bare;
  return isIP(mapped) !== 0 && !mapped.includes('%') ? mapped.toLowerCase() : null;
}

const withoutPort = (text: string) => /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text)?.[1] ?? text;

const isTrusted = (rule: TrustRule, address: string, hop: number): boolean => {
  if (rule.kind === 'nobody') return false;
  if (rule.kind === 'hops') return hop < rule.count;
  return rule.list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
};

/** The entries of the header from the nearest to the farthest, as far as anyone may need them. */
function* nearestFirst(header: string): Generator<string> {
  let end = header.length;
  for (let count = 0; count < MAX_ENTRIES && end >= 0; count += 1) {
    const comma = header.lastIndexOf(',', end - 1);
    yield header.slice(comma + 1, end);
    if (comma < 0) return;
    end = comma;
  }
}

/**
 * The client's address: the farthest that only trusted proxies stand before. What is not an address ends
 * the walk, so that no header can make the address empty or skip whatever is decided by it.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  rule: TrustRule,
): string {
  // A link-local peer has a zone (fe80::1%eth0), which is this machine's own word.
  let address = plainAddress((peer ?? '').replace(/%.*$/, '')) ?? UNKNOWN_ADDRESS;
  if (forwardedFor === undefined || rule.kind === 'nobody') return address;
  let hop = 0;
  for (const entry of nearestFirst(forwardedFor)) {
    const next = isTrusted(rule, address, hop) ? plainAddress(entry) : null;
    if (next === null) break;
    address = next;
    hop += 1;
  }
  return address;
}

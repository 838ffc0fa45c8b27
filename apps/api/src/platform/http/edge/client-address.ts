import { isIP, isIPv4 } from 'node:net';
import { hasHostBits, NetworkSet, parseNetwork, type Network } from '#libs/access';
import { entriesOf, entryProblem, plainText } from '#libs/config';

/** Which proxies are trusted to report the client's address. */
export type TrustRule =
  | { readonly kind: 'none' }
  | { readonly kind: 'hops'; readonly count: number }
  | { readonly kind: 'networks'; readonly list: NetworkSet };

const MAX_HOPS = 10;
/** Further entries of `X-Forwarded-For` are not read; they are the oldest, and any client can write them. */
const MAX_ENTRIES = 32;
/** For a peer that has already disconnected and has no address. */
export const UNKNOWN_ADDRESS = '0.0.0.0';

const WELL_KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  ['private', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  ['uniquelocal', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']],
  ['linklocal', ['169.254.0.0/16', 'fe80::/10']],
]);

/** A network with host bits set would trust more addresses than are written, so it is refused. */
function readNetwork(text: string): Network | string {
  const network = parseNetwork(text);
  if (typeof network === 'string' || !hasHostBits(network)) return network;
  return 'has bits set behind its prefix: write the network (10.0.0.0/8) or the address without a prefix';
}

function networksOf(entries: readonly string[]): TrustRule | string {
  const list = new NetworkSet();
  for (const [index, entry] of entries.entries()) {
    for (const text of WELL_KNOWN.get(entry.toLowerCase()) ?? [entry]) {
      const network = readNetwork(text);
      if (typeof network === 'string') return entryProblem(index, entries.length, network);
      list.add(network);
    }
  }
  return { kind: 'networks', list };
}

/** A number, or an entry that means only "yes", although the number of proxies is required. */
const isCount = (entry: string) =>
  !isIPv4(entry) && /^(?:[+-]?[\d.]+|true|yes|on|\*)$/i.test(entry);

function hopsOf(entry: string): TrustRule | string {
  const count = /^\d{1,2}$/.test(entry) ? Number(entry) : 0;
  return count >= 1 && count <= MAX_HOPS
    ? { kind: 'hops', count }
    : `must be a number of proxies from 1 to ${MAX_HOPS}, or addresses and networks such as 10.0.0.0/8`;
}

/** Reads TRUST_PROXY; returns the text of a problem if it is not a number of hops, addresses or networks. */
export function readTrustProxy(text: string | undefined): TrustRule | string {
  const entries = entriesOf(plainText(text ?? ''));
  const [first = 'false'] = entries;
  const isAlone = entries.length <= 1;
  if (isAlone && /^(false|no|off|0)$/i.test(first)) return { kind: 'none' };
  return isAlone && isCount(first) ? hopsOf(first) : networksOf(entries);
}

/** Like `readTrustProxy`, but `null` for a problem. */
export function parseTrustProxy(text: string | undefined): TrustRule | null {
  const read = readTrustProxy(text);
  return typeof read === 'string' ? null : read;
}

/** The canonical form of an address: no port, no brackets, no IPv4-mapped IPv6; `null` for anything else. */
export function plainAddress(text: string): string | null {
  const trimmed = text.trim();
  const bare = /^\[([^\]]{2,45})\](?::\d{1,5})?$/.exec(trimmed)?.[1] ?? withoutPort(trimmed);
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(bare)?.[1] ?? bare;
  return isIP(mapped) !== 0 && !mapped.includes('%') ? mapped.toLowerCase() : null;
}

const withoutPort = (text: string) => /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(text)?.[1] ?? text;

const isTrusted = (rule: TrustRule, address: string, hop: number): boolean => {
  if (rule.kind === 'none') return false;
  if (rule.kind === 'hops') return hop < rule.count;
  return rule.list.has(address);
};

/** The entries of the header from the nearest to the farthest, up to the maximum. */
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
 * The client's address: the farthest one that only trusted proxies have reported. An entry that is not an address ends
 * the search, so that no header can make the address empty or evade decisions that depend on it.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  rule: TrustRule,
): string {
  // A link-local peer has a zone (fe80::1%eth0), which has a meaning only on this machine.
  let address = plainAddress((peer ?? '').replace(/%.*$/, '')) ?? UNKNOWN_ADDRESS;
  if (forwardedFor === undefined || rule.kind === 'none') return address;
  let hop = 0;
  for (const entry of nearestFirst(forwardedFor)) {
    const next = isTrusted(rule, address, hop) ? plainAddress(entry) : null;
    if (next === null) break;
    address = next;
    hop += 1;
  }
  return address;
}

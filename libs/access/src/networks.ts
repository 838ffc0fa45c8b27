import { isIP } from 'node:net';
import { groupsOf } from './address-prefixes.js';

type Family = 4 | 6;

const BITS = { 4: 32, 6: 128 } as const;
/** ::ffff:0:0/96, the IPv6 form of IPv4 addresses (RFC 4291 section 2.5.5.2). */
const MAPPED = 0xffffn;
const MAPPED_BITS = 96;

/** An address as a number. */
interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** A network: all addresses with the same leading bits. */
export interface Network extends Address {
  /** The number of leading bits. */
  readonly bits: number;
}

/** `null` if the text is no address; one with a zone (`%eth0`) is none. */
function parseAddress(text: string): Address | null {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 4) {
    const value = text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
    return { family, value: BigInt(value) };
  }
  if (family !== 6) return null;
  const value = groupsOf(text).reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return { family, value };
}

const isMapped = ({ family, value }: Address) => family === 6 && value >> 32n === MAPPED;

/** Converts an IPv4-mapped IPv6 address to the IPv4 address. */
const unmapped = (address: Address): Address =>
  isMapped(address) ? { family: 4, value: address.value & 0xffffffffn } : address;

const lastBits = ({ family, value, bits }: Network) =>
  value & ((1n << BigInt(BITS[family] - bits)) - 1n);

/** The network of an address with host bits. */
export const networkAround = (network: Network): Network => ({
  ...network,
  value: network.value - lastBits(network),
});

/** Whether host bits are set, as in 10.0.0.1/8: either the address or the prefix length is a mistake. */
export const hasHostBits = (network: Network): boolean => lastBits(network) !== 0n;

/** The prefix length after the slash; all bits without one, `null` if invalid. */
function prefixBits(prefix: string | undefined, most: number): number | null {
  if (prefix === undefined) return most;
  const bits = /^(0|[1-9]\d{0,2})$/.test(prefix) ? Number(prefix) : Infinity;
  return bits <= most ? bits : null;
}

/** Parses an address or a network such as 10.0.0.0/8; returns the text of a problem if it could never match. */
export function parseNetwork(text: string): Network | string {
  const [addressText = '', prefix, ...rest] = text.split('/');
  if (addressText.includes('%')) return 'has a zone (%…), which no address is compared with';
  const address = rest.length > 0 ? null : parseAddress(addressText);
  if (address === null) return 'is neither an address nor a network such as 10.0.0.0/8';
  const most = BITS[address.family];
  const bits = prefixBits(prefix, most);
  if (bits === null) return `must have a prefix from 1 to ${most} bits behind the slash`;
  if (bits === 0) return 'has a prefix of 0 bits, which is every address';
  return isMapped(address) ? ofMapped(address, bits) : checked({ ...address, bits });
}

function ofMapped(address: Address, bits: number): Network | string {
  return bits <= MAPPED_BITS
    ? 'is wider than all IPv4 addresses; write the IPv4 network itself'
    : checked({ ...unmapped(address), bits: bits - MAPPED_BITS });
}

function checked(network: Network): Network | string {
  const isUnspecified = network.value === 0n && network.bits === BITS[network.family];
  return isUnspecified ? 'is the address that nobody has' : network;
}

/**
 * A set of addresses and networks. A look-up takes one step for each prefix length that occurs, however many networks
 * there are.
 */
export class NetworkSet {
  /** The number of steps taken, for a test. */
  looks = 0;
  private readonly byFamily = {
    4: new Map<number, Set<bigint>>(),
    6: new Map<number, Set<bigint>>(),
  };

  add(network: Network): void {
    const { family, bits, value } = network;
    const ofLength = this.byFamily[family].get(bits) ?? new Set();
    ofLength.add(value >> BigInt(BITS[family] - bits));
    this.byFamily[family].set(bits, ofLength);
  }

  /** Whether one of the networks contains the address; a text that is no address is in no network. */
  has(text: string): boolean {
    const parsed = parseAddress(text);
    if (parsed === null) return false;
    const { family, value } = unmapped(parsed);
    for (const [bits, networks] of this.byFamily[family]) {
      this.looks += 1;
      if (networks.has(value >> BigInt(BITS[family] - bits))) return true;
    }
    return false;
  }
}

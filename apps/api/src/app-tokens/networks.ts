import { BlockList, isIP } from 'node:net';
import { ArrayMaxSize, IsArray, registerDecorator } from 'class-validator';

const MAX_NETWORKS = 50;

interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

const CIDR = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/;

function parseNetwork(text: string): Network | null {
  const [, address = '', prefix] = CIDR.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return null;
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  return length <= bits ? { address, prefix: length, family: `ipv${version as 4 | 6}` } : null;
}

/** Whether a text is an address or a CIDR block (RFC 4632, RFC 4291). */
export function isNetwork(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 50 && parseNetwork(value) !== null;
}

/** Whether an address lies in one of the networks; an IPv4 address mapped into IPv6 counts as IPv4. */
export function isWithin(ip: string, networks: readonly string[]): boolean {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  const version = isIP(plain);
  if (version === 0) return false;
  const list = new BlockList();
  for (const network of networks.map(parseNetwork)) {
    if (network) list.addSubnet(network.address, network.prefix, network.family);
  }
  return list.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}

/** A list of addresses or CIDR blocks. */
export const AreNetworks = (): PropertyDecorator => (target, propertyKey) => {
  IsArray()(target, propertyKey);
  ArrayMaxSize(MAX_NETWORKS)(target, propertyKey);
  registerDecorator({
    name: 'areNetworks',
    target: target.constructor,
    propertyName: String(propertyKey),
    validator: {
      validate: (value: unknown) => Array.isArray(value) && value.every(isNetwork),
      defaultMessage: () => 'each network must be an address or a CIDR block, such as 10.0.0.0/8',
    },
  });
};

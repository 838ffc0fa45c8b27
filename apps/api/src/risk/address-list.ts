import { readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { ConfigError } from '#libs/config';

const LINE = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/;
const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i;
const familyOf = (version: number) => (version === 4 ? 'ipv4' : 'ipv6');

const unusable = (message: string) => new ConfigError([{ name: 'RISK_ADDRESS_LIST', message }]);

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unusable(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Addresses and networks known for abuse. */
export class AddressList {
  private readonly networks = new BlockList();

  /** @throws ConfigError when the file cannot be read, or names the line that is none */
  static read(path: string): AddressList {
    return new AddressList(textOf(path));
  }

  constructor(text: string) {
    text.split('\n').forEach((line, index) => {
      const plain = line.replace(/#.*/, '').trim();
      if (plain !== '' && !this.add(plain))
        throw unusable(`line ${index + 1} is neither address nor network`);
    });
  }

  has(ip: string): boolean {
    const plain = ip.replace(MAPPED_IPV4, '');
    const version = isIP(plain);
    return version !== 0 && this.networks.check(plain, familyOf(version));
  }

  private add(line: string): boolean {
    const [, address = '', prefix] = LINE.exec(line) ?? [];
    const version = isIP(address);
    const bits = version === 4 ? 32 : 128;
    const length = Number(prefix ?? bits);
    if (version === 0 || length > bits) return false;
    this.networks.addSubnet(address, length, familyOf(version));
    return true;
  }
}

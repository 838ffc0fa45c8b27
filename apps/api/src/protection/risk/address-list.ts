import { networkAround, NetworkSet, parseNetwork } from '#libs/access';
import { readTextFile } from '#libs/config';

/** Some hundred thousand networks. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Addresses and networks known for abuse. */
export class AddressList {
  private readonly networks = new NetworkSet();

  private constructor(
    /** Why the file cannot be used: by line, never by what stands there. */
    readonly problem: string | null,
  ) {}

  /** A list of nothing. */
  static empty(): AddressList {
    return new AddressList(null);
  }

  static read(path: string): AddressList {
    const file = readTextFile(path, MAX_BYTES);
    if (file.kind === 'absent') return new AddressList('the file cannot be read (ENOENT)');
    if (file.kind === 'unusable')
      return new AddressList(`the file cannot be read: ${file.problem}`);
    return AddressList.of(file.text);
  }

  /** @param text one address or network a line, `#` begins a remark */
  static of(text: string): AddressList {
    const list = new AddressList(null);
    for (const [index, line] of text.split('\n').entries()) {
      const hash = line.indexOf('#');
      const plain = (hash < 0 ? line : line.slice(0, hash)).trim();
      const network = plain === '' ? null : parseNetwork(plain);
      if (typeof network === 'string') return new AddressList(`line ${index + 1} ${network}`);
      // Lists of others often name an address within the network; more is not meant by it.
      if (network !== null) list.networks.add(networkAround(network));
    }
    return list;
  }

  has(ip: string): boolean {
    return this.networks.has(ip);
  }
}

import { BlockList, isIP } from 'node:net';

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

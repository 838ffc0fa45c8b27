import { Inject, Injectable } from '@nestjs/common';
import { narrowestPrefix } from '#libs/access';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Ephemeral } from '#libs/ephemeral';
import { Clock, KeyedHash } from '#libs/kernel';
import { AddressList } from './address-list.js';
import { riskConfig } from './risk.config.js';

const HOUR_MS = 3_600_000;
const KEEP_SECONDS = 2 * 3600;

/** Knows addresses that are known for abuse: by the operator’s list, and by what came from them within the hour. */
@Injectable()
export class AbusiveAddresses {
  private readonly hash: KeyedHash;
  private readonly list: AddressList;

  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    @Inject(riskConfig.KEY) private readonly config: ConfigOf<typeof riskConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly clock: Clock,
  ) {
    this.hash = new KeyedHash(serverSecretOf(core), 'abusive-addresses');
    const { addressList } = config;
    this.list = addressList === undefined ? AddressList.empty() : AddressList.read(addressList);
  }

  /** Counts a refused sign-in, over all instances; never throws. */
  async note(ip: string): Promise<void> {
    const { hour } = this;
    await this.ephemeral.increment(this.nameOf(ip, hour), KEEP_SECONDS).catch(() => undefined);
  }

  /** Never throws: while the counts cannot be read, only the list speaks. */
  async has(ip: string): Promise<boolean> {
    if (this.list.has(ip)) return true;
    const { hour } = this;
    const names = [this.nameOf(ip, hour), this.nameOf(ip, hour - 1)];
    const [now = null, before = null] = await this.ephemeral.getMany(names).catch(() => []);
    const elapsed = (this.clock.nowMs() % HOUR_MS) / HOUR_MS;
    return Number(now) + Number(before) * (1 - elapsed) >= this.config.addressFailures;
  }

  private get hour(): number {
    return Math.floor(this.clock.nowMs() / HOUR_MS);
  }

  /** Redis holds no address. */
  private nameOf(ip: string, hour: number): string {
    return `risk:failures:${hour}:${this.hash.nameOf(narrowestPrefix(ip))}`;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { narrowestPrefix, type NetworkSet } from '#libs/access';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Ephemeral } from '#libs/ephemeral';
import { Clock, KeyedHash } from '#libs/kernel';
import { readAddressList, riskConfig } from './risk.config.js';

const HOUR_MS = 3_600_000;
const KEEP_SECONDS = 2 * 3600;

/** Addresses known for abuse: those of the operator's list, and those from which many sign-ins failed within the hour. */
@Injectable()
export class AbusiveAddresses {
  private readonly hash: KeyedHash;
  private readonly listed: NetworkSet;

  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    @Inject(riskConfig.KEY) private readonly config: ConfigOf<typeof riskConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly clock: Clock,
  ) {
    this.hash = new KeyedHash(serverSecretOf(core), 'abusive-addresses');
    this.listed = readAddressList(config.addressList).networks;
  }

  /** Counts a refused sign-in, over all instances; never throws. */
  async note(ip: string): Promise<void> {
    const { hour } = this;
    await this.ephemeral.increment(this.nameOf(ip, hour), KEEP_SECONDS).catch(() => undefined);
  }

  /** Never throws: while the counts cannot be read, only the list decides. */
  async has(ip: string): Promise<boolean> {
    if (this.listed.has(ip)) return true;
    const { hour } = this;
    const names = [this.nameOf(ip, hour), this.nameOf(ip, hour - 1)];
    const [now = null, before = null] = await this.ephemeral.getMany(names).catch(() => []);
    const elapsed = (this.clock.nowMs() % HOUR_MS) / HOUR_MS;
    return Number(now) + Number(before) * (1 - elapsed) >= this.config.addressFailures;
  }

  private get hour(): number {
    return Math.floor(this.clock.nowMs() / HOUR_MS);
  }

  /** With a keyed hash: Redis stores no address. */
  private nameOf(ip: string, hour: number): string {
    return `risk:failures:${hour}:${this.hash.nameOf(narrowestPrefix(ip))}`;
  }
}

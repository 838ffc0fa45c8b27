import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { keysConfig } from './keys.config.js';
import { SigningKeys } from './signing-keys.js';

/** Tells how long the key that signs has been in use, and when its time is over. */
@Injectable()
export class KeyMetrics {
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    metrics: Metrics,
    @Inject(keysConfig.KEY) config: ConfigOf<typeof keysConfig>,
  ) {
    metrics.askedGauge(
      'gatehouse_signing_key_age_seconds',
      'How long the key that signs access tokens has done so.',
      () => this.readAge().catch(() => Number.NaN),
    );
    metrics.gauge(
      'gatehouse_signing_key_max_age_seconds',
      'The age at which it is replaced; 0 when that is left to the command.',
      () => config.rotationDays * 86_400,
    );
  }

  private async readAge(): Promise<number> {
    const active = (await this.keys.list()).find(({ state }) => state === 'active');
    return active ? (this.clock.nowMs() - active.activatesAt.getTime()) / 1000 : Number.NaN;
  }
}

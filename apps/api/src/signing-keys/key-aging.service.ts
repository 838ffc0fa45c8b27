import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { KeyRings } from './key-rings.service.js';
import { keysConfig } from './keys.config.js';
import { SigningKeysService } from './signing-keys.service.js';

const DAY_MS = 86_400_000;

/** Replaces a signing key that has become old, with overlap; one instance does it for all. */
@Injectable()
export class KeyAging {
  private readonly log = new Logger('Signing keys');

  constructor(
    private readonly rings: KeyRings,
    private readonly keys: SigningKeysService,
    private readonly clock: Clock,
    @Inject(keysConfig.KEY)
    private readonly config: Pick<ConfigOf<typeof keysConfig>, 'rotationDays'>,
  ) {}

  async rotateIfDue(): Promise<void> {
    const { rotationDays } = this.config;
    const { newestCreatedAt } = await this.rings.get();
    const ageMs = this.clock.nowMs() - newestCreatedAt.getTime();
    if (rotationDays === 0 || ageMs < rotationDays * DAY_MS) return;
    const rotation = await this.keys.rotateIfOlderThan(rotationDays);
    await this.rings.refresh();
    if (!rotation?.created) return;
    const { id, activatesAt } = rotation.key;
    this.log.log(`Key ${id} is published and will sign from ${activatesAt.toISOString()}`);
  }
}

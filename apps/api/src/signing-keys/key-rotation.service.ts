import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock, DAY_MS } from '#libs/kernel';
import { Lifecycle, Metrics } from '#libs/operation';
import { KeyChangeListener } from './key-change-listener.service.js';
import { KeyRingCache } from './key-ring-cache.service.js';
import { signingKeysConfig } from './signing-keys.config.js';
import { SigningKeysUnreadable } from './signing-keys.errors.js';
import { SigningKeys } from './signing-keys.service.js';

/**
 * Reads again without a notice: a wake-up may be lost, and the change log waits for every open transaction.
 * So a leaked key is refused everywhere within a second.
 */
const READ_EVERY_MS = 1000;

/** Keeps this instance's copy of the keys fresh, and replaces the signing key when it is old. */
@Injectable()
export class KeyRotation implements OnApplicationShutdown {
  private readonly log = new Logger('Signing keys');
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;

  constructor(
    private readonly rings: KeyRingCache,
    private readonly keys: SigningKeys,
    private readonly changes: KeyChangeListener,
    private readonly lifecycle: Lifecycle,
    private readonly clock: Clock,
    metrics: Metrics,
    @Inject(signingKeysConfig.KEY)
    private readonly config: Pick<ConfigOf<typeof signingKeysConfig>, 'rotationDays'>,
  ) {
    metrics.askedGauge(
      'gatehouse_signing_key_age_seconds',
      'How long the key that signs access tokens has done so.',
      () => this.readAgeSeconds().catch(() => Number.NaN),
    );
    metrics.gauge(
      'gatehouse_signing_key_max_age_seconds',
      'The age at which it is replaced; 0 when that is left to the command.',
      () => config.rotationDays * 86_400,
    );
  }

  /**
   * Reads the keys, or makes the first one. While the database cannot be reached, the server starts without them and reads
   * again. A command does none of it: it may have to replace keys that cannot be opened.
   * @throws SigningKeysUnreadable
   */
  async start(): Promise<void> {
    if (this.lifecycle.isDraining) return;
    try {
      await this.rings.get();
    } catch (error) {
      if (error instanceof SigningKeysUnreadable) throw error;
      this.log.warn(`The signing keys cannot be read yet: ${String(error)}`);
    }
    this.changes.start(() => this.rings.refresh());
    this.plan();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.changes.stop();
  }

  /** One round: read, and rotate when it is time. */
  async runOnce(): Promise<void> {
    await this.rings.refresh();
    await this.rotateIfDue();
  }

  /** With overlap; one instance does it for all. */
  private async rotateIfDue(): Promise<void> {
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

  private async readAgeSeconds(): Promise<number> {
    const active = (await this.keys.list()).find(({ state }) => state === 'active');
    return active ? (this.clock.nowMs() - active.activatesAt.getTime()) / 1000 : Number.NaN;
  }

  private plan(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.runOnce()
        .catch((error: unknown) => this.log.debug(`Keys were not read: ${String(error)}`))
        .finally(() => this.plan());
    }, READ_EVERY_MS);
    this.timer.unref();
  }
}

import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Lifecycle } from '#libs/operation';
import { KeyAging } from './key-aging.service.js';
import { KeyRings } from './key-rings.service.js';
import { KeyWatch } from './key-watch.service.js';
import { SigningKeysUnreadable } from './keys.errors.js';

/**
 * Reads again without being told: a wake-up may be lost, and the change log waits for every open transaction.
 * So a leaked key is refused everywhere within a second, whatever else goes on.
 */
const READ_EVERY_MS = 1000;

/** Keeps this instance's copy of the keys fresh, and the signing key young. */
@Injectable()
export class KeyUpkeep implements OnApplicationShutdown {
  private readonly log = new Logger('Signing keys');
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;

  constructor(
    private readonly rings: KeyRings,
    private readonly aging: KeyAging,
    private readonly watch: KeyWatch,
    private readonly lifecycle: Lifecycle,
  ) {}

  /**
   * Reads the keys, or makes the first one. With a database that cannot be asked yet the server comes up all the
   * same and goes on trying. A command does none of it: it may be there to replace keys that cannot be opened.
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
    this.watch.start(() => this.rings.refresh());
    this.plan();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.watch.stop();
  }

  /** One round: read, and rotate when it is time. */
  async tend(): Promise<void> {
    await this.rings.refresh();
    await this.aging.rotateIfDue();
  }

  private plan(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.tend()
        .catch((error: unknown) => this.log.debug(`Keys were not read: ${String(error)}`))
        .finally(() => this.plan());
    }, READ_EVERY_MS);
    this.timer.unref();
  }
}

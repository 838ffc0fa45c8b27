import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Lifecycle } from '#libs/operation';
import { Devices } from './devices.service.js';

const EVERY_MS = 60 * 60_000;
const BATCH = 1_000;

/** Removes devices that were not seen for more than a year. Several instances share the work. */
@Injectable()
export class DevicesUpkeep implements OnApplicationBootstrap {
  private readonly logger = new Logger('Devices');

  constructor(
    private readonly devices: Devices,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => void this.purge(), EVERY_MS).unref();
    this.lifecycle.onDraining(() => clearInterval(timer));
  }

  private async purge(): Promise<void> {
    try {
      while (!this.lifecycle.isDraining && (await this.devices.purge(BATCH)) === BATCH);
    } catch (error) {
      this.logger.warn('Old devices could not be removed', error);
    }
  }
}

import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { PacedBatches } from '#libs/upkeep';
import { Devices } from './devices.service.js';

const EVERY_MS = 60 * 60_000;
const MOST_ROWS = 1_000;

/** Removes devices that were not seen for more than a year. Several instances share the work. */
@Injectable()
export class DevicesCleanup implements OnApplicationBootstrap {
  private readonly logger = new Logger('Devices');

  constructor(
    private readonly devices: Devices,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  private async purge(): Promise<void> {
    try {
      await this.batches.run({
        name: 'devices.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.devices.purge(limit),
      });
    } catch (error) {
      this.logger.warn('Old devices could not be removed', error);
    }
  }
}

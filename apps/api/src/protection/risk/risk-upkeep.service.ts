import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { PacedBatches } from '#libs/upkeep';
import { SignInLinks } from './sign-in-links.service.js';

const EVERY_MS = 30 * 60_000;
const MOST_ROWS = 1_000;

/** Removes links that are dead. Several instances share the work. */
@Injectable()
export class RiskUpkeep implements OnApplicationBootstrap {
  private readonly logger = new Logger('Sign-in links');

  constructor(
    private readonly links: SignInLinks,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  private async purge(): Promise<void> {
    try {
      await this.batches.run({
        name: 'sign_in_links.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.links.purge(limit),
      });
    } catch (error) {
      this.logger.warn('Dead links could not be removed', error);
    }
  }
}

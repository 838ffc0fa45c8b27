import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { PacedBatches } from '#libs/upkeep';
import { LoginBackOff } from './login-back-off.service.js';

const EVERY_MS = 30 * 60_000;
const MOST_ROWS = 1_000;

/** Removes what is long over. Several instances share the work. */
@Injectable()
export class GuessingUpkeep implements OnApplicationBootstrap {
  private readonly logger = new Logger('Guessing');

  constructor(
    private readonly backOff: LoginBackOff,
    private readonly batches: PacedBatches,
  ) {}

  onApplicationBootstrap(): void {
    this.batches.every(EVERY_MS, () => this.purge());
  }

  private async purge(): Promise<void> {
    try {
      await this.batches.run({
        name: 'password_guesses.purge',
        mostRows: MOST_ROWS,
        batch: (limit) => this.backOff.purge(limit),
      });
    } catch (error) {
      this.logger.warn('Old backOff could not be removed', error);
    }
  }
}

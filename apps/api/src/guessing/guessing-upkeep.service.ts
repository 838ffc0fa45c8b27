import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Lifecycle } from '#libs/operation';
import { PasswordGuesses } from './password-guesses.service.js';

const EVERY_MS = 30 * 60_000;
const BATCH = 1_000;

/** Removes what is long over. Several instances share the work. */
@Injectable()
export class GuessingUpkeep implements OnApplicationBootstrap {
  private readonly logger = new Logger('Guessing');

  constructor(
    private readonly guesses: PasswordGuesses,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => void this.purge(), EVERY_MS).unref();
    this.lifecycle.onDraining(() => clearInterval(timer));
  }

  private async purge(): Promise<void> {
    try {
      while (!this.lifecycle.isDraining && (await this.guesses.purge(BATCH)));
    } catch (error) {
      this.logger.warn('Old guesses could not be removed', error);
    }
  }
}

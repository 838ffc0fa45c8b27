import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Lifecycle } from '#libs/operation';
import { SignInLinks } from './sign-in-links.service.js';

const EVERY_MS = 30 * 60_000;
const BATCH = 1_000;

/** Removes links that are dead. Several instances share the work. */
@Injectable()
export class RiskUpkeep implements OnApplicationBootstrap {
  private readonly logger = new Logger('Sign-in links');

  constructor(
    private readonly links: SignInLinks,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const timer = setInterval(() => void this.purge(), EVERY_MS).unref();
    this.lifecycle.onDraining(() => clearInterval(timer));
  }

  private async purge(): Promise<void> {
    try {
      while (!this.lifecycle.isDraining && (await this.links.purge(BATCH)) === BATCH);
    } catch (error) {
      this.logger.warn('Dead links could not be removed', error);
    }
  }
}

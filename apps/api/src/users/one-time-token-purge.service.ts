import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '#libs/database';
import { Lifecycle } from '#libs/operation';
import { OneTimeTokensService } from './one-time-tokens.service.js';

const EVERY_MS = 600_000;

/** Deletes mailed tokens that have expired. Every instance does it; they leave each other's rows alone. */
@Injectable()
export class OneTimeTokenPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(OneTimeTokenPurge.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokensService,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.purge(), EVERY_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Answers how many were deleted; never rejects. */
  async purge(): Promise<number> {
    let total = 0;
    try {
      for (let last = 1; last > 0 && !this.lifecycle.isDraining; total += last) {
        last = await this.tokens.purgeExpired(this.database.pool);
      }
    } catch (error) {
      this.log.warn(`Expired tokens could not be deleted: ${String(error)}`);
    }
    return total;
  }
}

import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '#libs/database';
import { Lifecycle } from '#libs/operation';
import { UsedStates } from './flow/used-states.service.js';
import { SignInCodes } from './sign-in/sign-in-codes.service.js';

const EVERY_MS = 600_000;

/** Deletes codes and states that have expired. Every instance does it; they leave each other's rows alone. */
@Injectable()
export class OAuthPurge implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(OAuthPurge.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly codes: SignInCodes,
    private readonly states: UsedStates,
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
        const { pool } = this.database;
        last = (await this.codes.purgeExpired(pool)) + (await this.states.purgeExpired(pool));
      }
    } catch (error) {
      this.log.warn(`Expired codes could not be deleted: ${String(error)}`);
    }
    return total;
  }
}

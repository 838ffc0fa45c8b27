import { Inject, Injectable } from '@nestjs/common';
import { Ephemeral, InProcessEphemeral } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';

export const WINDOW_SECONDS = 60;

/**
 * How often something has happened within the minute that began with the first: over all instances, in this process alone
 * while Redis cannot be asked.
 */
@Injectable()
export class FailureCounts {
  private readonly own: InProcessEphemeral;

  constructor(
    @Inject(Ephemeral) private readonly shared: Ephemeral,
    clock: Clock,
  ) {
    this.own = new InProcessEphemeral(clock);
    this.own.usePrefix();
  }

  /** Adds one to each and answers the counts; never throws. */
  async add(names: readonly string[]): Promise<number[]> {
    const keys = names.map((name) => `captcha:failures:${name}`);
    return this.shared
      .incrementMany(keys, WINDOW_SECONDS)
      .catch(() => this.own.incrementMany(keys, WINDOW_SECONDS));
  }
}

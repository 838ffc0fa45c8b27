import { Inject, Injectable } from '@nestjs/common';
import { Ephemeral, InProcessEphemeral } from '#libs/ephemeral';
import { Clock, sha256 } from '#libs/kernel';

/**
 * Remembers what was solved until it expires. While Redis is gone each process remembers for itself: a
 * solution is then good once for each.
 */
@Injectable()
export class UsedSolutions {
  private readonly own: InProcessEphemeral;

  constructor(
    @Inject(Ephemeral) private readonly shared: Ephemeral,
    clock: Clock,
  ) {
    this.own = new InProcessEphemeral(clock);
    this.own.usePrefix();
  }

  /** Whether it was not there yet. */
  async add(challenge: string, ttlSeconds: number): Promise<boolean> {
    const key = `captcha:${sha256(challenge).toString('base64url')}`;
    // Kept here in any case, so that a Redis that comes back empty forgets nothing of this process.
    if (!(await this.own.setIfAbsent(key, '1', ttlSeconds))) return false;
    return this.shared.setIfAbsent(key, '1', ttlSeconds).catch(() => true);
  }
}

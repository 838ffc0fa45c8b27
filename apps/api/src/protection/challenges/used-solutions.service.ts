import { Inject, Injectable } from '@nestjs/common';
import { Ephemeral, InProcessEphemeral } from '#libs/ephemeral';
import { Clock, sha256 } from '#libs/kernel';

/**
 * Stores which challenges were solved until they expire. While Redis cannot be used each process knows only its own: a
 * solution is then accepted once by each process.
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

  /** Whether the challenge was not stored before. */
  async add(challenge: string, ttlSeconds: number): Promise<boolean> {
    const key = `captcha:${sha256(challenge).toString('base64url')}`;
    // Also stored in this process, so that its solutions stay used after Redis has lost them.
    if (!(await this.own.setIfAbsent(key, '1', ttlSeconds))) return false;
    return this.shared.setIfAbsent(key, '1', ttlSeconds).catch(() => true);
  }
}

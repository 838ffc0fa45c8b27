import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Clock } from '#libs/kernel';
import { sessionsConfig } from './sessions.config.js';

const after = (moment: Date, seconds: number) => new Date(moment.getTime() + seconds * 1000);

/** The rules of how long a session lives, at the present moment. */
@Injectable()
export class SessionLife {
  constructor(
    private readonly clock: Clock,
    @Inject(sessionsConfig.KEY) private readonly config: ConfigOf<typeof sessionsConfig>,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  /** When a session ends that is not refreshed after `now`. */
  idleEnd(now: Date): Date {
    return after(now, this.config.idleSeconds);
  }

  /** When a session that begins now ends in any case; `null`: never for its age alone. */
  absoluteEnd(now: Date): Date | null {
    return this.config.maxSeconds === 0 ? null : after(now, this.config.maxSeconds);
  }

  /** Live sessions of a user at most; `null`: any number. */
  get limitPerUser(): number | null {
    return this.config.limitPerUser === 0 ? null : this.config.limitPerUser;
  }

  get graceSeconds(): number {
    return this.config.graceSeconds;
  }

  get rotates(): boolean {
    return this.config.rotation;
  }
}

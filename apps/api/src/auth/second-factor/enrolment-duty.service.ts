import { Inject, Injectable } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock, DAY_MS } from '#libs/kernel';
import { AccountFactors } from '#api/factors';
import { Administrators } from '#api/rbac';
import { Users } from '#api/users';
import { secondFactorConfig } from './second-factor.config.js';

/** An account that must have a second factor and has none. */
export interface Duty {
  readonly enrolUntil: Date;
  /** Its tokens are good for enrolling alone. */
  readonly isOverdue: boolean;
}

/** Decides which accounts must enrol a second factor, and until when. */
@Injectable()
export class EnrolmentDuty {
  constructor(
    private readonly database: Database,
    private readonly factors: AccountFactors,
    private readonly administrators: Administrators,
    private readonly users: Users,
    private readonly clock: Clock,
    @Inject(secondFactorConfig.KEY) private readonly config: ConfigOf<typeof secondFactorConfig>,
  ) {}

  /** Whether a factor is required of anybody: otherwise nothing has to be asked. */
  get exists(): boolean {
    return this.config.policy !== 'optional';
  }

  /** `null` for an account that has a second factor or needs none. Counts from the first call for the account. */
  async find(userId: string): Promise<Duty | null> {
    if (!this.exists) return null;
    const { pool } = this.database;
    if (!(await this.isRequired(userId)) || (await this.factors.hasSecond(pool, userId)))
      return null;
    const askedAt = await this.users.noteFactorAsked(pool, userId);
    const enrolUntil = new Date(askedAt.getTime() + this.config.enrolmentDays * DAY_MS);
    return { enrolUntil, isOverdue: enrolUntil <= this.clock.now() };
  }

  private async isRequired(userId: string): Promise<boolean> {
    if (this.config.policy === 'required') return true;
    return this.administrators.hasRoleOfThem(this.database.pool, userId);
  }
}

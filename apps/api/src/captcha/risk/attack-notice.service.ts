import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '#libs/database';
import { Ephemeral } from '#libs/ephemeral';
import { Audit } from '#api/audit';

const KEEP_SECONDS = 180;

export interface SuspectedAttack {
  /** Since the epoch. */
  readonly minute: number;
  /** Wrong passwords within a minute, and the different accounts among them. */
  readonly failures: number;
  readonly accounts: number;
  readonly failuresPerMinute: number;
}

/** Keeps in the audit trail that sign-ins fail in masses: once a minute for all instances together. */
@Injectable()
export class AttackNotice {
  private readonly logger = new Logger('Challenges');

  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** Never throws. */
  async write(attack: SuspectedAttack): Promise<void> {
    const { failuresPerMinute, failures, accounts } = attack;
    this.logger.warn('Sign-ins fail in masses, over all accounts: challenges are asked for');
    try {
      if (!(await this.isFirst(attack))) return;
      await this.audit.record(this.database.pool, {
        type: 'sign_in.attack_suspected',
        outcome: 'incident',
        actor: { kind: 'system' },
        details: {
          failures_per_minute: failures,
          accounts_per_minute: accounts,
          limit_per_minute: failuresPerMinute,
        },
      });
    } catch (error) {
      this.logger.warn(`The suspected attack was not recorded: ${String(error)}`);
    }
  }

  /** Better two rows of it than none, while instances cannot agree. */
  private async isFirst({ minute }: SuspectedAttack): Promise<boolean> {
    const told = await this.ephemeral
      .increment(`captcha:told:${minute}`, KEEP_SECONDS)
      .catch(() => ({ count: 1 }));
    return told.count === 1;
  }
}

import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Database } from '#libs/database';
import { Ephemeral } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { Audit } from '#api/audit';

const MINUTE_MS = 60_000;
const KEEP_SECONDS = 180;

export interface SuspectedAttack {
  readonly scope: 'all' | 'network' | 'account';
  /** Wrong passwords within a minute, and the different accounts among them where those were counted. */
  readonly failures: number;
  readonly accounts?: number;
  readonly limit: number;
}

const WHOM = {
  all: 'in masses, over all accounts: challenges are asked of everybody that is not known',
  network: 'in masses from one network: challenges are asked of it',
  account: 'in masses at one account: challenges are asked for there',
} as const;

/** Reports masses of failed sign-ins to the operator: each time in a metric, once a minute and scope in the audit trail. */
@Injectable()
export class AttackNotice {
  private readonly logger = new Logger('Challenges');
  private readonly attacks: Counter<'scope'>;

  constructor(
    @Inject(Ephemeral) private readonly ephemeral: Ephemeral,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.attacks = metrics.counter(
      'gatehouse_sign_in_attacks_total',
      'How often so many sign-ins failed that challenges are asked for, by whom: all, a network, an account.',
      ['scope'],
    );
  }

  /** Never throws. */
  async write({ scope, failures, accounts, limit }: SuspectedAttack): Promise<void> {
    this.attacks.inc({ scope });
    try {
      if (!(await this.isFirst(scope))) return;
      this.logger.warn(`Sign-ins fail ${WHOM[scope]}`);
      await this.audit.record(this.database.pool, {
        type: 'sign_in.attack_suspected',
        outcome: 'incident',
        actor: { kind: 'system' },
        details: {
          scope,
          failures_per_minute: failures,
          ...(accounts !== undefined && { accounts_per_minute: accounts }),
          limit_per_minute: limit,
        },
      });
    } catch (error) {
      this.logger.warn(`The suspected attack was not recorded: ${String(error)}`);
    }
  }

  /** Over all instances; while Redis cannot be used, two rows are better than none. */
  private async isFirst(scope: string): Promise<boolean> {
    const minute = Math.floor(this.clock.nowMs() / MINUTE_MS);
    const reported = await this.ephemeral
      .increment(`captcha:told:${scope}:${minute}`, KEEP_SECONDS)
      .catch(() => ({ count: 1 }));
    return reported.count === 1;
  }
}

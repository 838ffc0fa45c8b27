import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { type ClientInfo } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { isAppError, type AppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { Audit, RefusalTrail } from '#api/audit';
import { DailyCounts } from '#api/audit/statistics';

export interface SignInAttempt {
  /** `password`, `passkey`, or the name of a provider. */
  readonly method: string;
  readonly client: ClientInfo;
  /** The account that the attempt is for, where the refusal does not name it. */
  readonly findUserId?: () => Promise<string | null>;
}

export interface OpenedSignIn {
  readonly userId: string;
  readonly sessionId: string;
  readonly method: string;
  readonly amr: readonly string[];
  readonly client: ClientInfo;
  /** The findings of the risk check, for the audit trail. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Refusals that concern the server and not the sign-in. */
const NOT_ATTEMPTS: ReadonlySet<string> = new Set(['PROVIDER_NOT_CONFIGURED']);

/** Counts sign-ins by method and outcome, and records each in the audit trail. */
@Injectable()
export class SignInAudit {
  private readonly signIns: Counter<'method' | 'outcome'>;

  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly refusals: RefusalTrail,
    private readonly counts: DailyCounts,
    metrics: Metrics,
  ) {
    this.signIns = metrics.counter(
      'gatehouse_sign_ins_total',
      'Sign-ins by method (password, passkey, or a provider) and outcome.',
      ['method', 'outcome'],
    );
  }

  /** Does `work`, a sign-in or a part of one. A refusal is recorded and rethrown. */
  async attempt<T>(attempt: SignInAttempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAppError(error) && !NOT_ATTEMPTS.has(error.code)) await this.refused(attempt, error);
      throw error;
    }
  }

  /** In the transaction that opens the session. */
  async opened(tx: Tx, opened: OpenedSignIn): Promise<void> {
    const { userId, sessionId, method, amr, client, details } = opened;
    await this.audit.record(tx, {
      type: 'login.succeeded',
      outcome: 'success',
      actor: { kind: 'user', id: userId, sessionId },
      target: { kind: 'session', id: sessionId },
      client,
      details: { method, amr, ...details },
    });
  }

  /** After its commit. */
  succeeded(signIn: Pick<OpenedSignIn, 'method' | 'client'>): void {
    this.count(signIn, 'success');
  }

  private count({ method, client }: SignInAttempt, outcome: string): void {
    this.signIns.inc({ method, outcome });
    this.counts.countSignIn({ method, outcome, ip: client.ip });
  }

  private async refused(attempt: SignInAttempt, error: AppError): Promise<void> {
    const { method, client } = attempt;
    const { code, about } = error;
    // The first factor was right: the trail has `login.factor_required`.
    if (code === 'SECOND_FACTOR_REQUIRED' && 'challenge' in error.params) {
      this.signIns.inc({ method, outcome: code.toLowerCase() });
      return;
    }
    this.count(attempt, code.toLowerCase());
    const details = { method };
    // Refusals that name no account cost an attacker nothing to repeat: those rows have a budget.
    if (about === undefined && code !== 'INVALID_CREDENTIALS') {
      this.refusals.noteAttempt({ ...attempt, type: 'login.failed', error, details });
      return;
    }
    await this.audit.record(this.database.pool, {
      type: 'login.failed',
      outcome: 'refused',
      actor: { kind: 'anonymous' },
      ...(about !== undefined && { target: { kind: 'user', id: about } }),
      code,
      client,
      details,
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { acrOf } from '#libs/access';
import type { Tx } from '#libs/database';
import { isAppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import { Audit } from '#api/audit';
import type { StepUpMethod, SteppingUpUser } from './step-up.js';

/** A step-up that is made: by what, and the methods of the session before and after it. */
export interface MadeStepUp extends SteppingUpUser {
  readonly method: StepUpMethod;
  readonly from: readonly string[];
  readonly amr: readonly string[];
}

/** Counts step-ups, and records those that are made in the audit trail. */
@Injectable()
export class StepUpRecords {
  private readonly stepUps: Counter<'method' | 'outcome'>;

  constructor(
    private readonly audit: Audit,
    metrics: Metrics,
  ) {
    this.stepUps = metrics.counter(
      'gatehouse_step_ups_total',
      'Step-ups of sessions by method (password, totp, passkey, recovery_codes) and outcome.',
      ['method', 'outcome'],
    );
  }

  /** In the transaction of the step-up. */
  made(tx: Tx, { principal, client, method, from, amr }: MadeStepUp): Promise<void> {
    const { userId: id, sessionId } = principal;
    return this.audit.record(tx, {
      type: 'session.stepped_up',
      outcome: 'success',
      actor: { kind: 'user', id, sessionId },
      target: { kind: 'session', id: sessionId },
      client,
      details: { method, amr, acr: acrOf(amr), acr_before: acrOf(from) },
    });
  }

  /** Counts the outcome of `work`, after its commit. */
  async counted<T>(method: StepUpMethod, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.stepUps.inc({ method, outcome: 'success' });
      return result;
    } catch (error) {
      this.stepUps.inc({ method, outcome: isAppError(error) ? error.code.toLowerCase() : 'error' });
      throw error;
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '#libs/operation';
import type { Reason } from './captcha-policy.service.js';
import type { Outcome } from './captcha.js';

/** The metrics of challenges. */
@Injectable()
export class CaptchaCounts {
  private readonly challenges: Counter;
  private readonly outcomes: Readonly<Record<Outcome, Counter>>;
  private readonly failures: Counter;
  private readonly asked: Counter<'reason'>;

  constructor(metrics: Metrics) {
    const counter = (name: string, help: string) =>
      metrics.counter(`gatehouse_captcha_${name}_total`, help);
    this.challenges = counter('challenges', 'Challenges handed out.');
    this.outcomes = {
      solved: counter('solved', 'Solutions that were accepted.'),
      refused: counter('refused', 'Requests refused without a solution or with a wrong one.'),
      replayed: counter('replayed', 'Solutions refused because they were used before.'),
    };
    this.asked = metrics.counter(
      'gatehouse_captcha_asked_total',
      'Requests that a challenge was asked of, by why: mode (always), all, network or account under attack.',
      ['reason'],
    );
    this.failures = counter('unavailable', 'Solutions that the provider could not be asked about.');
  }

  handedOut(): void {
    this.challenges.inc();
  }

  askedFor(reason: Reason): void {
    this.asked.inc({ reason });
  }

  ended(outcome: Outcome): void {
    this.outcomes[outcome].inc();
  }

  unavailable(): void {
    this.failures.inc();
  }
}

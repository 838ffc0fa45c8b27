import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { Metrics } from '#libs/operation';
import type { Outcome } from './captcha.js';

/** What an operator sees of challenges. */
@Injectable()
export class CaptchaCounts {
  private readonly challenges: Counter;
  private readonly outcomes: Readonly<Record<Outcome, Counter>>;
  private readonly failures: Counter;

  constructor(metrics: Metrics) {
    const counter = (name: string, help: string) =>
      metrics.counter(`gatehouse_captcha_${name}_total`, help);
    this.challenges = counter('challenges', 'Challenges handed out.');
    this.outcomes = {
      solved: counter('solved', 'Solutions that were accepted.'),
      refused: counter('refused', 'Requests refused without a solution or with a wrong one.'),
      replayed: counter('replayed', 'Solutions refused because they were used before.'),
    };
    this.failures = counter('unavailable', 'Solutions that the provider could not be asked about.');
  }

  handedOut(): void {
    this.challenges.inc();
  }

  ended(outcome: Outcome): void {
    this.outcomes[outcome].inc();
  }

  unavailable(): void {
    this.failures.inc();
  }
}

import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/operation';

/** The outcome of one step of a mail's delivery. */
export type MailOutcome = 'sent' | 'retried' | 'failed' | 'expired' | 'held_back' | 'folded';

/** Counts mails by template and outcome. */
@Injectable()
export class MailCounters {
  private readonly mails;

  constructor(metrics: Metrics) {
    this.mails = metrics.counter('gatehouse_mails_total', 'Mails by what became of them.', [
      'template',
      'outcome',
    ]);
  }

  count(template: string, outcome: MailOutcome): void {
    this.mails.inc({ template, outcome });
  }
}

import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/operation';

/** What became of a mail at a step of its way. */
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

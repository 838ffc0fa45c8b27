import { Injectable } from '@nestjs/common';
import { Metrics } from '#libs/operation';
import type { FactorType } from './factor.entity.js';

/** What happened to a factor, or with it. */
export type FactorEvent = 'enrolled' | 'used' | 'refused' | 'removed' | 'reset';

/** Counts what happens to factors, by their kind. */
@Injectable()
export class FactorCounters {
  private readonly events;

  constructor(metrics: Metrics) {
    this.events = metrics.counter(
      'gatehouse_factor_events_total',
      'Second factors and recovery codes that were enrolled, used, refused, removed or reset.',
      ['type', 'event'],
    );
  }

  count(type: FactorType, event: FactorEvent, times = 1): void {
    this.events.inc({ type, event }, times);
  }
}

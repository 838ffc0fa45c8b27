import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { RateClassName } from '#libs/access';
import { AppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import type { GatehouseReply } from '../http/index.js';
import type { Scope } from './rates.service.js';

/** What a bucket has said of a request. */
export interface Counted {
  readonly rateClass: RateClassName;
  readonly scope: Scope;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly isAdmitted: boolean;
}

/** Tells the caller where it stands: in headers of the answer, or by 429 and when to come back. */
@Injectable()
export class Admission {
  private readonly refusals: Counter<'class' | 'scope'>;

  constructor(metrics: Metrics) {
    this.refusals = metrics.counter(
      'gatehouse_rate_limited_total',
      'Requests refused by a limit, by class of the route and by whom was counted.',
      ['class', 'scope'],
    );
  }

  /** @throws AppError `RATE_LIMITED` */
  settle(reply: GatehouseReply, counted: Counted): void {
    this.tell(reply, counted);
    if (counted.isAdmitted) return;
    this.refusals.inc({ class: counted.rateClass, scope: counted.scope });
    throw new AppError('RATE_LIMITED', {
      detail: `Too many requests. Try again in ${counted.resetSeconds} seconds.`,
      retryAfterSeconds: counted.resetSeconds,
    });
  }

  /** Of several buckets the one that is nearest to its end is told, or the one that refuses. */
  private tell(
    reply: GatehouseReply,
    { limit, remaining, resetSeconds, isAdmitted }: Counted,
  ): void {
    const told = reply.getHeader('ratelimit-remaining');
    if (isAdmitted && told !== undefined && Number(told) <= remaining) return;
    reply.header('ratelimit-limit', String(limit));
    reply.header('ratelimit-remaining', String(remaining));
    reply.header('ratelimit-reset', String(resetSeconds));
  }
}

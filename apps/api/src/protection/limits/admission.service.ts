import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { AppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import type { GatehouseReply } from '#api/platform/http';
import { limitHeaders, type Counted } from './counted.js';

/** Tells the caller where it stands: in headers of the answer, or by 429 and when to come back. */
@Injectable()
export class Admission {
  private readonly refusals: Counter<'class' | 'scope'>;

  constructor(metrics: Metrics) {
    this.refusals = metrics.counter(
      'gatehouse_rate_limited_total',
      'Requests refused by a limit, by class of the route and by whom was counted: address, network_24, network_56, network_48, account or credential.',
      ['class', 'scope'],
    );
  }

  /** @throws AppError `RATE_LIMITED` */
  settle(reply: GatehouseReply, counted: Counted): void {
    this.tell(reply, counted);
    if (counted.isAdmitted) return;
    this.noteRefusal(counted);
    const { network, resetSeconds } = counted;
    const from = network ? ' from your network' : '';
    throw new AppError('RATE_LIMITED', {
      detail: `Too many requests${from}. Try again in ${resetSeconds} seconds.`,
      retryAfterSeconds: resetSeconds,
    });
  }

  /** For refusals that are told in another way. */
  noteRefusal({ rateClass, scope, network }: Counted): void {
    this.refusals.inc({ class: rateClass, scope: network ? `network_${network}` : scope });
  }

  /** Of several buckets the one that is nearest to its end is told, or the one that refuses. */
  private tell(reply: GatehouseReply, counted: Counted): void {
    const told = reply.getHeader('ratelimit-remaining');
    if (counted.isAdmitted && told !== undefined && Number(told) <= counted.remaining) return;
    reply.headers(limitHeaders(counted));
  }
}

import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { PrefixLevel, RateClassName } from '#libs/access';
import { AppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import type { GatehouseReply } from '#api/platform/http';
import type { Rate, Verdict } from '#api/platform/rate-limit';
import type { Scope } from './rates.service.js';

/** What a bucket has said of a request. */
export interface Counted {
  readonly rateClass: RateClassName;
  readonly scope: Scope;
  /** Of the network that was counted, when it is wider than one address. */
  readonly network?: PrefixLevel;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly isAdmitted: boolean;
}

/** The bucket's name. */
export const bucketOf = (rateClass: RateClassName, scope: Scope, subject: string) =>
  `rl:${rateClass}:${scope}:${subject}`;

export function toCounted(
  rateClass: RateClassName,
  scope: Scope,
  { limit }: Rate,
  { isAdmitted, used, waitMs }: Verdict,
): Counted {
  const remaining = isAdmitted ? Math.max(0, limit - used) : 0;
  const resetSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return { rateClass, scope, limit, remaining, resetSeconds, isAdmitted };
}

/** What the answer tells of it. */
export const limitHeaders = ({ limit, remaining, resetSeconds }: Counted) => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(remaining),
  'ratelimit-reset': String(resetSeconds),
});

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

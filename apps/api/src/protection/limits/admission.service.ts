import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { AppError } from '#libs/kernel';
import { Metrics } from '#libs/operation';
import type { GatehouseReply } from '#api/platform/http';
import type { Verdict } from '#api/platform/rate-limit';
import { remainingOf, resetSecondsOf, type ClassLimit, type LimitBucket } from './class-limit.js';

const LIMIT = 'ratelimit-limit';
const REMAINING = 'ratelimit-remaining';
const RESET = 'ratelimit-reset';

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

  /**
   * Of several buckets one is told: see `toldOf`.
   * @throws AppError `RATE_LIMITED` when one of them refuses
   */
  settle(
    reply: GatehouseReply,
    buckets: readonly LimitBucket[],
    verdicts: readonly Verdict[],
  ): void {
    if (buckets.length === 0) return;
    const index = toldOf(buckets, verdicts);
    const [{ of }, verdict] = [buckets[index]!, verdicts[index]!];
    tell(reply, of, verdict);
    if (verdict.isAdmitted) return;
    this.noteRefusal(of);
    const resetSeconds = resetSecondsOf(verdict);
    const from = of.network ? ' from your network' : '';
    throw new AppError('RATE_LIMITED', {
      detail: `Too many requests${from}. Try again in ${resetSeconds} seconds.`,
      retryAfterSeconds: resetSeconds,
    });
  }

  /** For refusals that are told in another way. */
  noteRefusal({ rateClass, scope, network }: ClassLimit): void {
    this.refusals.inc({ class: rateClass, scope: network ? `network_${network}` : scope });
  }
}

/**
 * When some refuse, of the first scope among them the one that refuses for the longest; when all admit, the one that is
 * nearest to its end.
 */
export function toldOf(buckets: readonly LimitBucket[], verdicts: readonly Verdict[]): number {
  let told = 0;
  for (let index = 1; index < buckets.length; index += 1) {
    const [verdict, best] = [verdicts[index]!, verdicts[told]!];
    const [{ of }, { of: bestOf }] = [buckets[index]!, buckets[told]!];
    const isSooner = verdict.isAdmitted
      ? best.isAdmitted && remainingOf(of, verdict) < remainingOf(bestOf, best)
      : best.isAdmitted || (of.scope === bestOf.scope && verdict.waitMs > best.waitMs);
    if (isSooner) told = index;
  }
  return told;
}

/** What an earlier guard has told stays when it is nearer to its end. */
function tell(reply: GatehouseReply, limit: ClassLimit, verdict: Verdict): void {
  const remaining = remainingOf(limit, verdict);
  const told = reply.getHeader(REMAINING);
  if (verdict.isAdmitted && told !== undefined && Number(told) <= remaining) return;
  reply.header(LIMIT, limit.text);
  reply.header(REMAINING, String(remaining));
  reply.header(RESET, String(resetSecondsOf(verdict)));
}

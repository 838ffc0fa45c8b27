import { Injectable, type ExecutionContext } from '@nestjs/common';
import type { PrefixLevel, RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Buckets, type Bucket, type Verdict } from '#api/platform/rate-limit';
import { Admission, bucketOf, toCounted, type Counted } from './admission.service.js';
import { isCountedWhenRefused, rateClassOf, Rates } from './rates.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { PostAuthRateLimitGuard } from './post-auth-rate-limit.guard.js';

type NetworkBucket = Bucket & { readonly level: PrefixLevel };

const isWide = ({ level }: NetworkBucket) => level !== '32' && level !== '64';

/**
 * Counts a request by its address and by the networks around it, in one step: who moves about in a network of their own
 * gets what the network gets, and what one of them refuses counts in none.
 */
@Injectable()
export class NetworkLimits {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly keys: RateLimitKeys,
    private readonly admission: Admission,
  ) {}

  /** @throws AppError `RATE_LIMITED` */
  async count(
    request: GatehouseRequest,
    reply: GatehouseReply,
    rateClass: RateClassName,
  ): Promise<void> {
    const buckets = this.bucketsOf(request, rateClass);
    const verdicts = await this.buckets.takeAll(buckets);
    const told = nearest(rateClass, buckets, verdicts);
    if (told === null) return;
    const isHeldUpByNeighbours = buckets.every(
      (bucket, index) => isWide(bucket) || verdicts[index]!.isAdmitted,
    );
    if (told.isAdmitted || !isHeldUpByNeighbours || !(await request.client?.mayPass?.()))
      return this.admission.settle(reply, told);
    // What the challenge opens is the network's limit: that of the address itself holds.
    const own = buckets.filter((bucket) => !isWide(bucket));
    const passed = nearest(rateClass, own, await this.buckets.takeAll(own));
    if (passed) this.admission.settle(reply, passed);
  }

  private bucketsOf(request: GatehouseRequest, rateClass: RateClassName): NetworkBucket[] {
    return this.keys.ofNetworks(request).flatMap(({ level, subject }) => {
      const rate = this.rates.findOfPrefix(rateClass, level);
      return rate ? [{ key: bucketOf(rateClass, 'address', subject), rate, level }] : [];
    });
  }
}

/** The one that refuses for the longest; when all admit, the one that is nearest to its end. */
function nearest(
  rateClass: RateClassName,
  buckets: readonly NetworkBucket[],
  verdicts: readonly Verdict[],
): Counted | null {
  const counted = buckets.map((bucket, index): Counted => {
    const of = toCounted(rateClass, 'address', bucket.rate, verdicts[index]!);
    return isWide(bucket) ? { ...of, network: bucket.level } : of;
  });
  const refusing = counted.filter(({ isAdmitted }) => !isAdmitted);
  if (refusing.length > 0) return refusing.reduce(pick(({ resetSeconds }) => -resetSeconds));
  return counted.length > 0 ? counted.reduce(pick(({ remaining }) => remaining)) : null;
}

const pick = (by: (counted: Counted) => number) => (one: Counted, other: Counted) =>
  by(other) < by(one) ? other : one;

/** Counts bad credentials once they were looked at, by where they come from. */
@Injectable()
export class BadCredentials {
  constructor(
    private readonly callers: PostAuthRateLimitGuard,
    private readonly networks: NetworkLimits,
  ) {}

  /**
   * Counts a call that access has refused: by its caller when that is known, and else as one more bad credential from
   * where it comes.
   * @throws AppError `RATE_LIMITED`
   */
  async count(context: ExecutionContext): Promise<void> {
    if (await this.callers.count(context)) return;
    await this.countAddress(context);
  }

  /**
   * Counts one more bad credential from where it comes, whosever it is: a thief of another's must not use up what the
   * owner may.
   * @throws AppError `RATE_LIMITED` when too many came from this address, or from the networks around it
   */
  async countAddress(context: ExecutionContext): Promise<void> {
    if (!isCountedWhenRefused(context)) return;
    const http = context.switchToHttp();
    const [request, reply] = [
      http.getRequest<GatehouseRequest>(),
      http.getResponse<GatehouseReply>(),
    ];
    await this.networks.count(request, reply, rateClassOf(context));
  }
}

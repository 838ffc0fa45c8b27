import { Injectable } from '@nestjs/common';
import type { RateClassName } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { Admission } from './admission.service.js';
import { bucketOf, type LimitBucket } from './class-limit.js';
import { isCoarse } from './coarse-classes.js';
import { LoginLimitBypass, LoginLimits } from './login-limits.service.js';
import { NetworkLimits } from './network-limits.service.js';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { Rates } from './rates.service.js';

/** A request as its limits see it when it arrives. */
export interface Arrival {
  readonly request: GatehouseRequest;
  readonly rateClass: RateClassName;
  /** Whether its address counts now, and not only when what it shows is refused. */
  readonly countsAddress: boolean;
}

/**
 * Counts a request before anything is looked for: by its address, by the account that it names and by the one-time or
 * refresh token that it shows, in one step: what one of them refuses counts in none.
 */
@Injectable()
export class ArrivalLimits {
  constructor(
    private readonly rates: Rates,
    private readonly buckets: Buckets,
    private readonly keys: RateLimitKeys,
    private readonly admission: Admission,
    private readonly logins: LoginLimits,
    private readonly bypass: LoginLimitBypass,
    private readonly networks: NetworkLimits,
  ) {}

  /**
   * Without a promise when the class is counted coarsely.
   * @throws AppError `RATE_LIMITED`
   */
  count(arrival: Arrival, reply: GatehouseReply): void | Promise<void> {
    if (!isCoarse(arrival.rateClass)) return this.countExactly(arrival, reply);
    const buckets = this.ofStranger(arrival);
    if (buckets.length === 0) return;
    this.admission.settle(reply, buckets, this.buckets.takeAllCoarsely(buckets));
  }

  private async countExactly(arrival: Arrival, reply: GatehouseReply): Promise<void> {
    const { request, rateClass } = arrival;
    const isSignIn = rateClass === 'login';
    if (isSignIn) this.bypass.offer(request);
    const device = isSignIn ? await this.logins.findDevice(request) : null;
    let asked = device === null ? this.ofStranger(arrival) : this.ofDevice(device);
    while (asked.length > 0) {
      const verdicts = await this.buckets.takeAll(asked);
      const refusing = asked.filter((_, index) => !verdicts[index]!.isAdmitted);
      const passes = refusing.length > 0 && refusing.every(isPassable) && (await mayPass(request));
      if (!passes) return this.admission.settle(reply, asked, verdicts);
      asked = asked.filter((bucket) => !refusing.some((other) => isAlike(bucket, other)));
    }
  }

  private ofStranger({ request, rateClass, countsAddress }: Arrival): LimitBucket[] {
    const buckets = countsAddress ? this.networks.bucketsOf(request, rateClass) : [];
    const account = this.rates.limitOf(rateClass, 'account');
    if (account) {
      for (const subject of this.keys.atArrival(request, 'account'))
        buckets.push(bucketOf(account, subject));
    }
    // Elsewhere a token in the body is what the call is about, not what lets it in.
    const credential = rateClass === 'token' ? this.rates.limitOf(rateClass, 'credential') : null;
    if (credential) {
      for (const subject of this.keys.atArrival(request, 'credential'))
        buckets.push(bucketOf(credential, subject));
    }
    return buckets;
  }

  /** A device of the account has one bucket of its own, that no stranger fills: neither theirs nor their network's. */
  private ofDevice(device: string): LimitBucket[] {
    const limit = this.rates.limitOf('login', 'account');
    return limit ? [bucketOf(limit, `device:${device}`)] : [];
  }
}

const mayPass = async ({ client }: GatehouseRequest) => (await client?.mayPass?.()) ?? false;

/** What a solved challenge opens: the limits that strangers fill. That of the address itself holds. */
const isPassable = ({ of }: LimitBucket) => of.scope === 'account' || of.network !== null;

const isAlike = ({ of: one }: LimitBucket, { of: other }: LimitBucket) =>
  one.scope === other.scope && (one.network === null) === (other.network === null);

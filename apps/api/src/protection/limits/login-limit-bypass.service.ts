import { Injectable } from '@nestjs/common';
import type { GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { Rates } from './rates.service.js';

/** Challenges stand above limits: `GuardsModule` binds their answer. */
export abstract class SolvedChallenges {
  /** Whether a request to sign in brings the solution of a challenge, which is good once: for this request. */
  abstract isSolved(request: GatehouseRequest): Promise<boolean>;
}

/** No stranger holds up the owner of an account: a client that has solved a challenge goes on, slowly. */
@Injectable()
export class LoginLimitBypass {
  constructor(
    private readonly buckets: Buckets,
    private readonly keys: RateLimitKeys,
    private readonly rates: Rates,
    private readonly challenges: SolvedChallenges,
  ) {}

  /** Lets later guards and services ask whether the request may go on where others wait. It is decided once. */
  offer(request: GatehouseRequest): void {
    const { client } = request;
    if (!client || client.mayPass) return;
    let decided: Promise<boolean> | undefined;
    request.client = { ...client, mayPass: () => (decided ??= this.decide(request)) };
  }

  private async decide(request: GatehouseRequest): Promise<boolean> {
    const signIn = this.keys.ofSignIn(request);
    const perAddress = this.rates.findSolved('address');
    const perAccount = this.rates.findSolved('account');
    if (!signIn || !perAddress || !perAccount) return false;
    if (!(await this.challenges.isSolved(request))) return false;
    const own = `rl:login:solved:${signIn.accountAndAddress}`;
    if (!(await this.buckets.take(own, perAddress)).isAdmitted) return false;
    return (await this.buckets.take(`rl:login:solved:${signIn.account}`, perAccount)).isAdmitted;
  }
}

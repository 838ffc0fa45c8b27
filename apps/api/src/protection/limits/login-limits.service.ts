import { Injectable } from '@nestjs/common';
import { normaliseEmail } from '#libs/kernel';
import type { GatehouseRequest } from '#api/platform/http';
import { Buckets } from '#api/platform/rate-limit';
import { Devices } from '#api/sessions/devices';
import { RateLimitKeys } from './rate-limit-keys.service.js';
import { Rates } from './rates.service.js';

/** Lookups of devices by one client; beyond it the device of the request counts as unknown. */
const LOOKS = { limit: 30, windowSeconds: 60 };

/** The part of the sign-in limits that depends on accounts: their known devices have buckets of their own, and a password reset clears the count. */
@Injectable()
export class LoginLimits {
  private readonly found = new WeakMap<GatehouseRequest, Promise<string | null>>();

  constructor(
    private readonly buckets: Buckets,
    private readonly keys: RateLimitKeys,
    private readonly devices: Devices,
  ) {}

  /** The id of the device that is shown, if the account that is named knows it. */
  findDevice(request: GatehouseRequest): Promise<string | null> {
    const known = this.found.get(request);
    if (known) return known;
    const looked = this.look(request);
    this.found.set(request, looked);
    return looked;
  }

  /** After a reset: attempts to sign in before it say nothing of the owner. Never throws. */
  async forgetSignIns(email: string): Promise<void> {
    const account = this.keys.ofEmail(email);
    if (account !== null) await this.buckets.forget(`rl:login:account:${account}`);
  }

  private async look(request: GatehouseRequest): Promise<string | null> {
    const shown = request.client?.device?.shown ?? null;
    const signIn = this.keys.ofSignIn(request);
    if (shown === null || !signIn) return null;
    const key = `rl:login:device:${this.keys.ofDevice(shown)}`;
    const { isAdmitted } = await this.buckets.take(key, LOOKS);
    const address = isAdmitted ? normaliseEmail(signIn.email) : null;
    return address ? this.devices.findKnownId(address.canonical, shown) : null;
  }
}

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
    client.mayPass = () => (decided ??= this.decide(request));
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

import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ACCESS_RULE, RATE_CLASS, routeFactsOf, signInKindOf, type AccessRule } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import type { SolvedChallenges } from '#api/protection/limits';
import { CaptchaCounts } from './captcha-counts.service.js';
import { CaptchaPolicy, fieldOf } from './captcha-policy.service.js';
import {
  Captcha,
  CAPTCHA_CLASSES,
  captchaRequired,
  SOLUTION_HEADER,
  type CaptchaClass,
  type Outcome,
} from './captcha.js';
import type { Origin } from './risk/attack-holds.service.js';
import { SignInWatch } from './risk/sign-in-watch.service.js';

const WRONG_PASSWORD = 401;

/**
 * Refuses requests without a solved challenge where one is required, and reports wrong passwords to the watch. The solution
 * of a request is checked once, also when a rate limit needs the outcome before this guard.
 */
@Injectable()
export class CaptchaGuard implements CanActivate, SolvedChallenges {
  private readonly outcomes = new WeakMap<GatehouseRequest, Promise<Outcome>>();

  constructor(
    private readonly captcha: Captcha,
    private readonly policy: CaptchaPolicy,
    private readonly counts: CaptchaCounts,
    private readonly watch: SignInWatch,
  ) {}

  /** @throws AppError `CAPTCHA_REQUIRED`, `CAPTCHA_MISCONFIGURED`, `CAPTCHA_UNAVAILABLE` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    const action = guardedClassOf(context.getHandler(), request.body);
    if (!action) return true;
    const origin = this.policy.originOf(request);
    if (action === 'login') this.watchSignIn(origin, http.getResponse<GatehouseReply>());
    const reason = await this.policy.findReason(action, origin);
    const isAsked =
      reason !== null && !(await this.policy.isExempt(request, action, origin, reason));
    if (isAsked) this.counts.askedFor(reason);
    else if (!this.hasFreeSolution(request)) return true;
    const outcome = await this.consume(request, action);
    this.counts.ended(outcome);
    if (outcome === 'solved') await this.letThrough(request, action, origin);
    else if (isAsked) throw captchaRequired(this.captcha, action);
    return true;
  }

  /** Of a request to sign in. Never throws. */
  async isSolved(request: GatehouseRequest): Promise<boolean> {
    const outcome = await this.consume(request, 'login').catch(() => 'refused');
    return outcome === 'solved';
  }

  /** Whether the request has a solution that is checked without a call to a vendor, though none may be required. */
  private hasFreeSolution(request: GatehouseRequest): boolean {
    return this.captcha.provider === 'altcha' && this.solutionOf(request) !== null;
  }

  /** Uses the solution of the request; answers the same outcome each time. @throws as `Captcha.consume` */
  private consume(request: GatehouseRequest, action: CaptchaClass): Promise<Outcome> {
    const known = this.outcomes.get(request);
    if (known) return known;
    const text = this.solutionOf(request);
    const ip = request.client?.ip ?? '';
    const outcome =
      text === null
        ? Promise.resolve<Outcome>('refused')
        : this.captcha.consume({ text, action, ip });
    this.outcomes.set(request, outcome);
    return outcome;
  }

  private solutionOf({ headers, body }: GatehouseRequest): string | null {
    const text = headers[SOLUTION_HEADER] ?? fieldOf(body, this.captcha.field);
    return typeof text === 'string' && text !== '' ? text : null;
  }

  private async letThrough(
    request: GatehouseRequest,
    action: CaptchaClass,
    origin: Origin,
  ): Promise<void> {
    const { client } = request;
    if (client) client.hasSolved = true;
    await this.policy.noteSolved(action, origin);
  }

  private watchSignIn(origin: Origin, { raw }: GatehouseReply): void {
    raw.once('finish', () => {
      if (raw.statusCode === WRONG_PASSWORD) void this.watch.failed(origin);
    });
  }
}

/** Requests of a signed-in user require no challenge, unless they sign in to another account. */
function guardedClassOf(handler: object, body: unknown): CaptchaClass | undefined {
  const rule = Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule | undefined;
  const name = Reflect.getMetadata(RATE_CLASS, handler) as string | undefined;
  const facts = routeFactsOf(handler);
  const isPublic = rule?.kind === 'public' && facts.isOfSignedInPage !== true;
  const isOpen = isPublic || signInKindOf(facts, body) !== null;
  return isOpen ? CAPTCHA_CLASSES.find((one) => one === name) : undefined;
}

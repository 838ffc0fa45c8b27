import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ACCESS_RULE, RATE_CLASS, routeFactsOf, signInKindOf, type AccessRule } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '#api/platform/http';
import { CaptchaCounts } from './captcha-counts.service.js';
import { CaptchaPolicy } from './captcha-policy.service.js';
import { captchaRequired } from './captcha.errors.js';
import { CAPTCHA_CLASSES, type CaptchaClass } from './captcha.js';
import { SignInWatch, type Origin } from './risk/sign-in-watch.service.js';
import { Solutions } from './solutions.service.js';

const WRONG_PASSWORD = 401;

/** Refuses requests without a solved challenge where one is required, and counts failed sign-ins. */
@Injectable()
export class CaptchaGuard implements CanActivate {
  constructor(
    private readonly solutions: Solutions,
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
    else if (!this.solutions.isAtHand(request)) return true;
    const outcome = await this.solutions.look(request, action);
    this.counts.ended(outcome);
    if (outcome === 'solved') await this.letThrough(request, action, origin);
    else if (isAsked) throw captchaRequired(this.solutions.captcha, action);
    return true;
  }

  private async letThrough(
    request: GatehouseRequest,
    action: CaptchaClass,
    origin: Origin,
  ): Promise<void> {
    const { client } = request;
    if (client) request.client = { ...client, hasSolved: true };
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
  const isOpen = rule?.kind === 'public' || signInKindOf(routeFactsOf(handler), body) !== null;
  return isOpen ? CAPTCHA_CLASSES.find((one) => one === name) : undefined;
}

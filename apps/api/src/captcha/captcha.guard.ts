import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ACCESS_RULE, RATE_CLASS, routeFactsOf, signInKindOf, type AccessRule } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from '../http/index.js';
import { CaptchaCounts } from './captcha-counts.service.js';
import { CaptchaModes } from './captcha-modes.service.js';
import { captchaRequired } from './captcha.errors.js';
import { CAPTCHA_CLASSES, type CaptchaClass } from './captcha.js';
import { AccountNames } from './risk/account-names.service.js';
import { SignInWatch } from './risk/sign-in-watch.service.js';
import { fieldOf, Solutions } from './solutions.service.js';

const WRONG_PASSWORD = 401;

/** Lets nobody through, where it must be so, before a challenge is solved; and watches sign-ins fail. */
@Injectable()
export class CaptchaGuard implements CanActivate {
  constructor(
    private readonly solutions: Solutions,
    private readonly modes: CaptchaModes,
    private readonly counts: CaptchaCounts,
    private readonly watch: SignInWatch,
    private readonly accounts: AccountNames,
  ) {}

  /** @throws AppError `CAPTCHA_REQUIRED`, `CAPTCHA_UNAVAILABLE` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<GatehouseRequest>();
    const action = guardedClassOf(context.getHandler(), request.body);
    if (!action) return true;
    if (action === 'login') this.watchSignIn(request, http.getResponse<GatehouseReply>());
    if (!(await this.modes.isAsked(action))) return true;
    const outcome = await this.solutions.look(request, action);
    this.counts.ended(outcome);
    if (outcome === 'solved') return true;
    if (action === 'login') void this.watch.unsolved();
    throw captchaRequired(this.solutions.captcha, action);
  }

  private watchSignIn({ body }: GatehouseRequest, { raw }: GatehouseReply): void {
    raw.once('finish', () => {
      if (raw.statusCode !== WRONG_PASSWORD) return;
      void this.watch.failed(this.accounts.of(fieldOf(body, 'email')));
    });
  }
}

/** What is asked of who is signed in already is not behind a challenge, unless it tries another account. */
function guardedClassOf(handler: object, body: unknown): CaptchaClass | undefined {
  const rule = Reflect.getMetadata(ACCESS_RULE, handler) as AccessRule | undefined;
  const name = Reflect.getMetadata(RATE_CLASS, handler) as string | undefined;
  const isOpen = rule?.kind === 'public' || signInKindOf(routeFactsOf(handler), body) !== null;
  return isOpen ? CAPTCHA_CLASSES.find((one) => one === name) : undefined;
}

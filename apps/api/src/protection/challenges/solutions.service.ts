import { Injectable } from '@nestjs/common';
import type { GatehouseRequest } from '#api/platform/http';
import { SOLUTION_HEADER } from './captcha.errors.js';
import { Captcha, type CaptchaClass, type Outcome } from './captcha.js';

/** The solutions that requests carry. Each is checked once, however many callers ask for the result. */
@Injectable()
export class Solutions {
  private readonly looked = new WeakMap<object, Promise<Outcome>>();

  constructor(readonly captcha: Captcha) {}

  /** @throws AppError `CAPTCHA_MISCONFIGURED`, `CAPTCHA_UNAVAILABLE` */
  look(request: GatehouseRequest, action: CaptchaClass): Promise<Outcome> {
    const known = this.looked.get(request);
    if (known) return known;
    const outcome = this.consume(request, action);
    this.looked.set(request, outcome);
    return outcome;
  }

  /** Whether one was brought that costs nothing to look at, though none may be asked for. */
  isAtHand(request: GatehouseRequest): boolean {
    return this.captcha.provider === 'altcha' && this.textOf(request) !== null;
  }

  /** Whether the solution is good; that of a request to sign in. Never throws. */
  async isSolved(request: GatehouseRequest): Promise<boolean> {
    const outcome = await this.look(request, 'login').catch(() => 'refused');
    return outcome === 'solved';
  }

  private async consume(request: GatehouseRequest, action: CaptchaClass): Promise<Outcome> {
    const text = this.textOf(request);
    if (text === null) return 'refused';
    return this.captcha.consume({ text, action, ip: request.client?.ip ?? '' });
  }

  private textOf({ headers, body }: GatehouseRequest): string | null {
    const text = headers[SOLUTION_HEADER] ?? fieldOf(body, this.captcha.field);
    return typeof text === 'string' && text !== '' ? text : null;
  }
}

export const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, name)
    ? (body as Record<string, unknown>)[name]
    : undefined;

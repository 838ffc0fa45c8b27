import { Inject, Injectable } from '@nestjs/common';
import type { Html, PagePolicy } from '#api/platform/html';
import type { Visit } from '../visits/visit.js';
import type { SignInGoal } from './sign-in-goal.js';

/** What a way to sign in adds below the form for address and password. */
export interface ShownWay {
  readonly html: Html;
  readonly policy?: PagePolicy;
}

/** Where the ways are shown. */
export interface WaysPlace {
  readonly visit: Visit;
  readonly goal: SignInGoal;
  /** The address of the account that must sign in again; `null` for any account. */
  readonly address: string | null;
  /** The page tells that a passkey was refused, which must not be suggested at once: some browsers need no touch. */
  readonly isPasskeyRefused: boolean;
}

/** A way to sign in other than the password. */
export interface OtherWay {
  /** `null` where it is switched off, or cannot be used by this account. */
  show(place: WaysPlace): Promise<ShownWay | null>;
}

/** The ways in the order in which they are shown. */
export const OTHER_WAYS = Symbol('other ways to sign in');

/**
 * The ways to sign in that stand below the form of the password: a passkey, a code by mail, providers.
 *
 * To add one: write a service that implements `OtherWay`, export it from the module of its part, import that module into
 * `SignInPagesModule`, and add the service to `WAYS` there, at its place in the order.
 */
@Injectable()
export class OtherWays {
  constructor(@Inject(OTHER_WAYS) private readonly ways: readonly OtherWay[]) {}

  /** Those that can be used, in their order. */
  async list(place: WaysPlace): Promise<readonly ShownWay[]> {
    const shown = await Promise.all(this.ways.map((way) => way.show(place)));
    return shown.filter((way) => way !== null);
  }
}

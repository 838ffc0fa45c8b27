import type { AppPrincipal, ClientInfo, Principal } from './principal.js';

/** A call of an authenticated caller that was refused with 403. */
export interface RefusedCall {
  readonly principal: Principal | null;
  readonly appPrincipal: AppPrincipal | null;
  readonly client: ClientInfo;
  readonly code: string;
  readonly method: string;
  /** The pattern of the route, never the path. */
  readonly route: string;
  /** The missing permission or scope, if there is one. */
  readonly missing: unknown;
}

/** A refused attempt to sign in or to reset a password, reported by the first check that refused it. */
export interface RefusedAttempt {
  readonly type: 'login.failed' | 'user.password_reset_refused';
  /** The thrown error; the same error is recorded once, by the first that reports it. */
  readonly error: { readonly code: string };
  readonly client: ClientInfo;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Finds the account of the attempt; called only when the attempt is recorded. */
  readonly findUserId?: () => Promise<string | null>;
}

/**
 * Records refusals. The audit feature is above the filter that reports to it, so `AppModule` binds the implementation.
 */
export abstract class RefusalPort {
  /** Records it, in its own time; never throws. */
  abstract note(call: RefusedCall): void;

  /** Records it, in its own time; never throws. */
  abstract noteAttempt(attempt: RefusedAttempt): void;
}

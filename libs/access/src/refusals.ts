import type { AppPrincipal, ClientInfo, Principal } from './principal.js';

/** A call of an authenticated caller that was answered with 403. */
export interface RefusedCall {
  readonly principal: Principal | null;
  readonly appPrincipal: AppPrincipal | null;
  readonly client: ClientInfo;
  readonly code: string;
  readonly method: string;
  /** The pattern of the route, never the path. */
  readonly route: string;
  /** The permission or scope that was missing, as far as it is one. */
  readonly missing: unknown;
}

/** An attempt to sign in or to reset a password that was refused, by the first that refused it. */
export interface RefusedAttempt {
  readonly type: 'login.failed' | 'user.password_reset_refused';
  /** What is thrown for it: the same error is recorded once, by the first that reports it. */
  readonly error: { readonly code: string };
  readonly client: ClientInfo;
  readonly details?: Readonly<Record<string, unknown>>;
  /** The account that was tried; asked only when the attempt is recorded. */
  readonly findUserId?: () => Promise<string | null>;
}

/** Records refusals. The audit trail stands above the filter that reports to it: `AppModule` binds it. */
export abstract class RefusalPort {
  /** Records it, in its own time; never throws. */
  abstract note(call: RefusedCall): void;

  /** Records it, in its own time; never throws. */
  abstract noteAttempt(attempt: RefusedAttempt): void;
}

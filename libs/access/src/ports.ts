import type { ExecutionContext } from '@nestjs/common';
import type { PermissionRule, ServiceSource } from './access-rule.js';
import type { AppPrincipal, ClientInfo, Principal } from './principal.js';

/** Implemented by the sessions feature. */
export abstract class AccessTokenPort {
  /**
   * The principal behind an access token for this server whose session is alive now.
   * @param onKnown told whose token it is before it is looked at whether it is for this server
   * @throws AppError `INVALID_TOKEN`, `SESSION_ENDED`, or `WRONG_AUDIENCE` for a token that is for one service alone
   */
  abstract authenticate(
    token: string,
    onKnown?: (principal: Principal) => void,
  ): Promise<Principal>;

  /**
   * The principal behind an access token that a service was shown: one for this server, or for that service alone.
   * @throws AppError `INVALID_TOKEN`, also for a token that is for another service, or `SESSION_ENDED`
   */
  abstract authenticateAt(token: string, serviceId: string): Promise<Principal>;
}

/** Implemented by the rbac feature. */
export abstract class PermissionPort {
  /**
   * @param serviceId the service that the call is about, `null` when it names none or one that does not exist
   * @throws AppError `PERMISSION_DENIED`, naming the permission
   */
  abstract assertHolds(
    principal: Principal,
    rule: PermissionRule,
    serviceId: string | null,
  ): Promise<void>;

  /** Which service a path's role, token or permission belongs to; `null` when there is none. */
  abstract findServiceOf(source: ServiceSource, id: string): Promise<string | null>;
}

/** From where a token was shown. */
export interface AppTokenClient {
  /** `null` where the asker sees to the token's networks. */
  readonly ip: string | null;
  /** Whose turn it is when many unknown tokens wait to be looked up: an address; `ip` when absent. */
  readonly source?: string;
  /** The service that asks for a caller of its own, whom it names in `source`. */
  readonly relayedBy?: string;
}

/** Implemented by the app-tokens feature. */
export abstract class AppTokenPort {
  /**
   * The service behind an application token, active now.
   * @throws AppError `INVALID_TOKEN`, the same for unknown, expired, revoked and inactive
   */
  abstract authenticate(token: string, client: AppTokenClient): Promise<AppPrincipal>;

  /** Whether a scope of the token holds at Gatehouse itself, which grants as any other service does. */
  abstract holdsHere(app: AppPrincipal, scope: string): Promise<boolean>;
}

/** A call of somebody known that was answered with 403. */
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

/** A refused attempt to sign in, reported by the part of the server that refused it first. */
export interface RefusedAttempt {
  readonly type: 'login.failed' | 'user.password_reset_refused';
  /** The error that is thrown for it: one error is recorded once, at its first report. */
  readonly error: { readonly code: string };
  readonly client: ClientInfo;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Whose account it was tried on; asked only when the attempt is kept. */
  readonly findUserId?: () => Promise<string | null>;
}

/** Implemented by the audit feature. */
export abstract class RefusalPort {
  /** Keeps it, in its own time; never throws. */
  abstract note(call: RefusedCall): void;

  /** Keeps it, in its own time; never throws. */
  abstract noteAttempt(attempt: RefusedAttempt): void;
}

/** Implemented by what asks for challenges. */
export abstract class SolvedChallengePort {
  /** Whether a request to sign in brings the solution of a challenge, which is good once: for this request. */
  abstract isSolved(request: object): Promise<boolean>;
}

/** Implemented by what limits requests. A limit on bad credentials refuses bad ones alone: they were looked at before. */
export abstract class RefusedCredentialPort {
  /**
   * Counts a call that access has refused: by its caller when that is known, and else as one more bad credential from
   * where it comes.
   * @throws AppError `RATE_LIMITED`
   */
  abstract count(context: ExecutionContext): Promise<void>;

  /**
   * Counts one more bad credential from where it comes, whosever it is: who has come by another's must not use up what
   * the other may.
   * @throws AppError `RATE_LIMITED`
   */
  abstract countAddress(context: ExecutionContext): Promise<void>;

  /**
   * Counts a bad application token that was shown to a service, by whom the service says has shown it. Answers for how
   * many seconds that caller is over the limit; 0 when it is not.
   */
  abstract countRelayed(asker: AppPrincipal, caller: string): number;
}

/** Implemented by what limits requests. */
export abstract class AccountLimitPort {
  /** After a reset: who tried to sign in to the account before says nothing of its owner. Never throws. */
  abstract forgetSignIns(email: string): Promise<void>;
}

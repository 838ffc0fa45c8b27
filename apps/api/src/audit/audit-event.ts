import type { ClientInfo } from '#libs/access';

/** Who acted: a user, a service by its application token, the operator at the CLI, the server itself, or an unauthenticated caller. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string; readonly sessionId?: string }
  | { readonly kind: 'service'; readonly id: string; readonly tokenId: string }
  | { readonly kind: 'operator' }
  | { readonly kind: 'system' }
  | { readonly kind: 'anonymous' };

export interface AuditEvent {
  /** `noun.verb` in the past tense or the refusal's name, e.g. `session.created`, `login.failed`, `refresh.reused`. */
  readonly type: string;
  readonly outcome: 'success' | 'refused' | 'incident';
  readonly actor: Actor;
  /** The object of the act. */
  readonly target?: { readonly kind: string; readonly id: string };
  readonly client?: ClientInfo;
  /** The code of the refusal. */
  readonly code?: string;
  /** Values before and after, and reasons. No secret, token, hash or e-mail address. */
  readonly details?: Readonly<Record<string, unknown>>;
}

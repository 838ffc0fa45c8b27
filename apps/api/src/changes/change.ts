/** What other instances, the guard feed and later webhooks must learn of. */
export type ChangeKind =
  | 'session_ended'
  | 'user_changed'
  | 'user_permissions_changed'
  | 'role_changed'
  | 'service_changed'
  | 'token_changed'
  | 'keys_changed';

/** One row of the change log. Ids name what it concerns; `data` has no secret and no address. */
export interface Change {
  readonly kind: ChangeKind;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly serviceId?: string;
  readonly roleId?: string;
  readonly tokenId?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

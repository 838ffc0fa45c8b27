/** The kinds of changes that other instances and the guard feed (later also webhooks) are notified of. */
export type ChangeKind =
  | 'session_ended'
  | 'user_changed'
  | 'user_permissions_changed'
  | 'role_changed'
  | 'service_changed'
  | 'token_changed'
  | 'keys_changed';

/**
 * One row of the change log. The ids name what the change concerns; `data` contains no secret and no e-mail address.
 */
export interface ChangeRow {
  readonly kind: ChangeKind;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly serviceId?: string;
  readonly roleId?: string;
  readonly tokenId?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The changes that a transaction may record. */
export type Change = ChangeRow & (PermissionsOfUser | OtherChange);

/** Only the guards of one service are notified, so the service is required. */
interface PermissionsOfUser {
  readonly kind: 'user_permissions_changed';
  readonly userId: string;
  readonly serviceId: string;
}

interface OtherChange {
  readonly kind: Exclude<ChangeKind, 'user_permissions_changed'>;
}

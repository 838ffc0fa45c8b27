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
export interface ChangeRow {
  readonly kind: ChangeKind;
  readonly userId?: string;
  readonly sessionId?: string;
  readonly serviceId?: string;
  readonly roleId?: string;
  readonly tokenId?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What a transaction may record. */
export type Change = ChangeRow & (PermissionsOfUser | OtherChange);

/** Guards of one service alone hear of it: without the service nobody would. */
interface PermissionsOfUser {
  readonly kind: 'user_permissions_changed';
  readonly userId: string;
  readonly serviceId: string;
}

interface OtherChange {
  readonly kind: Exclude<ChangeKind, 'user_permissions_changed'>;
}

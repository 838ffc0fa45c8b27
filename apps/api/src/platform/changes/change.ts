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
export type Change = ChangeRow & (PermissionsOfUser | UnitChange | OtherChange);

/** The change of a unit, for those whom it concerns. */
export function unitChanged(
  unitId: string,
  { serviceId, userId }: { readonly serviceId?: string; readonly userId?: string } = {},
): Change {
  const data = {
    unit_id: unitId,
    ...(serviceId !== undefined && { of_service_id: serviceId }),
    ...(userId !== undefined && { of_user_id: userId }),
  };
  return { kind: 'role_changed', data };
}

/** Only the guards of one service are notified, so the service is required. */
interface PermissionsOfUser {
  readonly kind: 'user_permissions_changed';
  readonly userId: string;
  readonly serviceId: string;
}

/**
 * A unit was made, moved or deleted, or what is held through it changed: for all services, or for one; for all users who are
 * members of it or of a unit below it, or for one. It has a kind that instances of every release know, which ignore it without a
 * service. No cached decision depends on it.
 */
interface UnitChange {
  readonly kind: 'role_changed';
  readonly serviceId?: never;
  readonly data: {
    readonly unit_id: string;
    readonly of_service_id?: string;
    readonly of_user_id?: string;
  };
}

interface OtherChange {
  readonly kind: Exclude<ChangeKind, 'user_permissions_changed'>;
}

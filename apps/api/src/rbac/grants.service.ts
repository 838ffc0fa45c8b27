import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Acr, Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { ValidatedCaches, type Unconfirmed, type ValidatedCache } from '#api/platform/changes';
import { Services } from '#api/services';
import { countingAt, holdsApiPermission } from './effective.js';
import { AssignmentsStore, isGrant, type Grant, type GrantRow } from './assignments.store.js';

/** What a user holds in one service; `version` changes with any of it. */
export interface Holdings {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  /** What counts in sessions with two factors in addition. */
  readonly aal2Permissions: readonly string[];
  readonly aal2Roles: readonly string[];
  /** In the order of `roles`, then of `aal2Roles`. */
  readonly roleIds: readonly string[];
  readonly version: string;
}

const VERSION_LENGTH = 16;

/** Sorted, without doubles. */
function heldThrough(rows: readonly GrantRow[]) {
  const names = rows.flatMap(({ permission }) => (permission === null ? [] : [permission]));
  const byId = new Map(rows.map((grant) => [grant.roleId, grant.roleName]));
  const roleIds = [...byId.keys()].sort();
  const roles = roleIds.map((id) => byId.get(id) ?? '');
  return { permissions: [...new Set(names)].sort(), roleIds, roles };
}

/** Through roles in the service alone. */
export function toHoldings(serviceId: string, grants: readonly GrantRow[]): Holdings {
  const own = grants.filter((grant) => grant.serviceId === serviceId);
  const always = heldThrough(own.filter(({ roleRequiresMfa }) => !roleRequiresMfa));
  const withMfa = heldThrough(own.filter(({ roleRequiresMfa }) => roleRequiresMfa));
  const { permissions, roles } = always;
  const aal2Permissions = withMfa.permissions.filter((name) => !permissions.includes(name));
  const aal2Roles = withMfa.roles;
  const roleIds = [...always.roleIds, ...withMfa.roleIds];
  const whole = JSON.stringify([permissions, roleIds, roles, aal2Permissions, aal2Roles]);
  const version = createHash('sha256').update(whole).digest('hex').slice(0, VERSION_LENGTH);
  return { permissions, roles, aal2Permissions, aal2Roles, roleIds, version };
}

/** What of it counts in a session of the level; nothing is left for `aal2` where the session has it. */
export function holdingsAt(acr: Acr, holdings: Holdings): Holdings {
  const { permissions, roles, aal2Permissions, aal2Roles } = holdings;
  if (acr !== 'aal2') return holdings;
  return {
    ...holdings,
    permissions: [...permissions, ...aal2Permissions].sort(),
    roles: [...roles, ...aal2Roles],
    aal2Permissions: [],
    aal2Roles: [],
  };
}

const MAX_ENTRIES = 20_000;

/** What users hold, from the validated cache: a change anywhere counts on the next look-up. */
@Injectable()
export class Grants {
  private readonly cache: ValidatedCache<readonly GrantRow[]>;
  private readonly held = new WeakMap<
    readonly GrantRow[],
    { readonly serviceId: string; readonly holdings: Holdings }
  >();
  private authServiceId: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly assignments: AssignmentsStore,
    private readonly services: Services,
    caches: ValidatedCaches,
  ) {
    this.cache = caches.create('grants', { maxEntries: MAX_ENTRIES, lane: 'users' });
  }

  /** Grants through the service and through `auth_service`; those of `auth_service` alone for `null`. */
  async of(userId: string, serviceId: string | null): Promise<readonly Grant[]> {
    return (await this.rowsOf(userId, serviceId)).filter(isGrant);
  }

  /**
   * What `of` gives, remembered: it may be used once `ValidatedCaches.confirm` has confirmed it. `undefined` if only `of`
   * can tell.
   */
  find(userId: string, serviceId: string | null): Unconfirmed<readonly GrantRow[]> | undefined {
    const { authServiceId } = this;
    if (authServiceId === undefined) return undefined;
    return this.cache.find(`${userId}:${serviceId ?? authServiceId}`);
  }

  /** What the user holds in one service. */
  async holdingsOf(userId: string, serviceId: string): Promise<Holdings> {
    return toHoldings(serviceId, await this.rowsOf(userId, serviceId));
  }

  /** What remembered grants in one service give; made once for as long as they are remembered. */
  holdingsBy(serviceId: string, found: Unconfirmed<readonly GrantRow[]>): Holdings {
    const known = this.held.get(found.value);
    if (known?.serviceId === serviceId) return known.holdings;
    const holdings = toHoldings(serviceId, found.value);
    this.held.set(found.value, { serviceId, holdings });
    return holdings;
  }

  /** The same, not from the cache: a guard may ask after a change before this instance has the change's marker. */
  async readHoldingsOf(userId: string, serviceId: string): Promise<Holdings> {
    return toHoldings(
      serviceId,
      await this.assignments.listGrants(this.database.pool, [userId], serviceId),
    );
  }

  /** Grants of many users from within a transaction, not cached. */
  async listWithin(tx: Tx, userIds: readonly string[], serviceId: string): Promise<Grant[]> {
    return (await this.assignments.listGrants(tx, userIds, serviceId)).filter(isGrant);
  }

  /**
   * Whether the reader may see everything: roles in `auth_service` and the state of accounts. Users may of themselves, and
   * readers of the roles of all services may of all users.
   */
  async maySeeAll(tx: Tx, reader: Principal, aboutUserId?: string): Promise<boolean> {
    if (reader.userId === aboutUserId) return true;
    const own = await this.listWithin(tx, [reader.userId], await this.getAuthServiceId(tx));
    return holdsApiPermission('role:read', null, countingAt(reader.acr, own));
  }

  /**
   * The grants that a reader may see. A reader of one service's roles sees what follows from roles in that service: neither
   * what users hold through `auth_service`, nor whether they are deactivated.
   */
  listVisible(
    tx: Tx,
    seesAll: boolean,
    { userIds, serviceId }: { readonly userIds: readonly string[]; readonly serviceId: string },
  ): Promise<Grant[]> {
    return seesAll
      ? this.listWithin(tx, userIds, serviceId)
      : this.assignments.listGrantsIn(tx, userIds, serviceId);
  }

  /** The id of `auth_service`, which never changes: the service cannot be deleted. */
  async getAuthServiceId(tx: Tx): Promise<string> {
    this.authServiceId ??= (await this.services.getAuthService(tx)).id;
    return this.authServiceId;
  }

  private async rowsOf(userId: string, serviceId: string | null): Promise<readonly GrantRow[]> {
    const authId = await this.getAuthServiceId(this.database.checks);
    const target = serviceId ?? authId;
    const markers = [`user:${userId}`, `service:${authId}`, `service:${target}`] as const;
    return this.cache.get(`${userId}:${target}`, markers, () =>
      this.assignments.listGrants(this.database.checks, [userId], target),
    );
  }
}

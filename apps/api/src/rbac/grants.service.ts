import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { ValidatedCaches, type Unconfirmed, type ValidatedCache } from '#api/platform/changes';
import { Services } from '#api/services';
import { holdsApiPermission } from './effective.js';
import { AssignmentsStore, isGrant, type Grant, type GrantRow } from './assignments.store.js';

/** What a user holds in one service; `version` changes with any of it. */
export interface Holdings {
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  /** In the order of `roles`. */
  readonly roleIds: readonly string[];
  readonly version: string;
}

const VERSION_LENGTH = 16;

/** Through roles in the service alone, sorted, without doubles. */
export function toHoldings(serviceId: string, grants: readonly GrantRow[]): Holdings {
  const own = grants.filter((grant) => grant.serviceId === serviceId);
  const names = own.flatMap(({ permission }) => (permission === null ? [] : [permission]));
  const permissions = [...new Set(names)].sort();
  const byId = new Map(own.map((grant) => [grant.roleId, grant.roleName]));
  const roleIds = [...byId.keys()].sort();
  const roles = roleIds.map((id) => byId.get(id) ?? '');
  const whole = JSON.stringify([permissions, roleIds, roles]);
  const version = createHash('sha256').update(whole).digest('hex').slice(0, VERSION_LENGTH);
  return { permissions, roles, roleIds, version };
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
    return holdsApiPermission('role:read', null, own);
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

import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import type { Acting } from './actor-rights.service.js';
import { AssignmentsStore } from './assignments.store.js';
import { effectiveIn } from './effective.js';
import { Grants } from './grants.service.js';
import { Roles, type RoleFields } from './roles.service.js';

/** How many holders of a role a preview looks at. */
const MAX_HOLDERS = 10_000;

/** What one user would gain and lose, by permission name. */
export interface Effect {
  readonly userId: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** What a change would do; `isTruncated` when the role has more holders than are looked at. */
export interface Preview {
  readonly effects: readonly Effect[];
  readonly isTruncated: boolean;
}

class RolledBack extends Error {}

/** Answers what a change of a role would do, by doing it in a transaction that is rolled back. */
@Injectable()
export class RolePreview {
  constructor(
    private readonly database: Database,
    private readonly roles: Roles,
    private readonly assignments: AssignmentsStore,
    private readonly grants: Grants,
  ) {}

  ofChange(acting: Acting, roleId: string, fields: RoleFields): Promise<Preview> {
    return this.effects(
      acting,
      roleId,
      async (tx) => void (await this.roles.change(tx, acting, roleId, fields)),
    );
  }

  ofRemoval(acting: Acting, roleId: string): Promise<Preview> {
    return this.effects(
      acting,
      roleId,
      async (tx) => void (await this.roles.remove(tx, acting, roleId)),
    );
  }

  private async effects(
    { principal }: Acting,
    roleId: string,
    act: (tx: Tx) => Promise<void>,
  ): Promise<Preview> {
    const effects: Effect[] = [];
    let isTruncated = false;
    try {
      await this.database.transaction(async (tx) => {
        const role = await this.roles.getLocked(tx, roleId);
        const found = await this.assignments.listHolders(tx, roleId, MAX_HOLDERS + 1);
        const holders = found.slice(0, MAX_HOLDERS);
        isTruncated = found.length > MAX_HOLDERS;
        const seesAll = await this.grants.maySeeAll(tx, principal);
        const asked = { userIds: holders, serviceId: role.serviceId };
        const before = await this.effective(tx, seesAll, asked);
        await act(tx);
        const after = await this.effective(tx, seesAll, asked);
        effects.push(...holders.flatMap((userId) => difference(userId, before, after)));
        throw new RolledBack();
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
    return { effects, isTruncated };
  }

  private async effective(
    tx: Tx,
    seesAll: boolean,
    asked: { readonly userIds: readonly string[]; readonly serviceId: string },
  ): Promise<Map<string, Set<string>>> {
    const { serviceId } = asked;
    const grants = await this.grants.listVisible(tx, seesAll, asked);
    const byUser = new Map<string, typeof grants>();
    for (const grant of grants) {
      const own = byUser.get(grant.userId) ?? [];
      own.push(grant);
      byUser.set(grant.userId, own);
    }
    return new Map([...byUser].map(([userId, own]) => [userId, effectiveIn(serviceId, own)]));
  }
}

function difference(
  userId: string,
  before: ReadonlyMap<string, ReadonlySet<string>>,
  after: ReadonlyMap<string, ReadonlySet<string>>,
): Effect[] {
  const had = before.get(userId) ?? new Set<string>();
  const has = after.get(userId) ?? new Set<string>();
  const gains = [...has].filter((permission) => !had.has(permission)).sort();
  const loses = [...had].filter((permission) => !has.has(permission)).sort();
  return gains.length + loses.length > 0 ? [{ userId, gains, loses }] : [];
}

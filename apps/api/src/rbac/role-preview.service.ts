import { Injectable } from '@nestjs/common';
import type { Acr } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import type { Acting } from './actor-rights.service.js';
import { AssignmentsStore } from './assignments.store.js';
import { countingAt, effectiveIn } from './effective.js';
import { Grants } from './grants.service.js';
import { Roles, type RoleFields } from './roles.service.js';

/** How many holders of a role a preview looks at. */
const MAX_HOLDERS = 10_000;

/** What one user would gain and lose in sessions with one factor and in those with two, by permission name. */
export interface Effect {
  readonly userId: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  readonly aal2Gains: readonly string[];
  readonly aal2Loses: readonly string[];
}

/** Names of a user's effective permissions in sessions of each level. */
type Effective = Readonly<Record<Acr, ReadonlySet<string>>>;

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
  ): Promise<Map<string, Effective>> {
    const { serviceId } = asked;
    const grants = await this.grants.listVisible(tx, seesAll, asked);
    const byUser = new Map<string, typeof grants>();
    for (const grant of grants) {
      const own = byUser.get(grant.userId) ?? [];
      own.push(grant);
      byUser.set(grant.userId, own);
    }
    const at = (acr: Acr, own: typeof grants) => effectiveIn(serviceId, countingAt(acr, own));
    return new Map(
      [...byUser].map(([userId, own]) => [
        userId,
        { aal1: at('aal1', own), aal2: at('aal2', own) },
      ]),
    );
  }
}

const NOTHING: Effective = { aal1: new Set(), aal2: new Set() };

const without = (names: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...names].filter((name) => !others.has(name)).sort();

function difference(
  userId: string,
  before: ReadonlyMap<string, Effective>,
  after: ReadonlyMap<string, Effective>,
): Effect[] {
  const had = before.get(userId) ?? NOTHING;
  const has = after.get(userId) ?? NOTHING;
  const gains = without(has.aal1, had.aal1);
  const loses = without(had.aal1, has.aal1);
  const aal2Gains = without(has.aal2, had.aal2);
  const aal2Loses = without(had.aal2, has.aal2);
  const isNone = [gains, loses, aal2Gains, aal2Loses].every((names) => names.length === 0);
  return isNone ? [] : [{ userId, gains, loses, aal2Gains, aal2Loses }];
}

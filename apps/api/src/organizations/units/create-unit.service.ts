import { Inject, Injectable } from '@nestjs/common';
import { ReplayCheck, type Principal, type ReplayedCall } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import { AppError, isId } from '#libs/kernel';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork } from '#api/platform/changes';
import { done, PermissionCheck, type Acting } from '#api/rbac';
import {
  Members,
  Owners,
  tooManyOwned,
  unitsConfig,
  UnitTree,
  type UnitFields,
  type UnitRow,
} from '#api/units';
import { Users } from '#api/users';
import { mayWriteEverywhere, WRITES_AT_UNIT } from '../may-everywhere.js';

/** Where the new unit is: below another one, or as an organization of its own with its first owner. */
export interface NewPlace {
  readonly parentId: string | null;
  /** `null`: the caller. */
  readonly ownerId: string | null;
}

const ownerBelow = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'Only an organization has an owner. Give owner_id without parent_id.',
    errors: [
      { field: 'owner_id', code: 'NOT_ALLOWED', message: 'is not allowed together with parent_id' },
    ],
  });

/** Who may create an organization or a unit. Not within a transaction: it takes connections of its own. */
@Injectable()
export class CreationRights {
  constructor(
    private readonly permissions: PermissionCheck,
    @Inject(unitsConfig.KEY) private readonly config: ConfigOf<typeof unitsConfig>,
  ) {}

  /**
   * @returns how many organizations the caller may own; `null` for as many as they like
   * @throws AppError `PERMISSION_DENIED`, `EMAIL_NOT_VERIFIED` or `VALIDATION_FAILED`
   */
  async assertMayCreate(principal: Principal, place: NewPlace): Promise<number | null> {
    if (place.parentId !== null) {
      if (place.ownerId !== null) throw ownerBelow();
      await this.permissions.assertHoldsAtUnit(principal, WRITES_AT_UNIT, place.parentId);
      return null;
    }
    const isForSelf = place.ownerId === null || place.ownerId === principal.userId;
    if (!this.config.isOpenToUsers || !isForSelf) {
      await this.permissions.assertHolds(principal, WRITES_AT_UNIT, null);
      return null;
    }
    if (await mayWriteEverywhere(this.permissions, principal)) return null;
    if (!principal.account.isEmailVerified) throw new AppError('EMAIL_NOT_VERIFIED');
    return this.config.maxOwned;
  }
}

/** Creates organizations and units: rights, audit and change log in one transaction. */
@Injectable()
export class CreateUnit {
  constructor(
    private readonly work: UnitOfWork,
    private readonly rights: CreationRights,
    private readonly tree: UnitTree,
    private readonly owners: Owners,
    private readonly members: Members,
    private readonly users: Users,
    private readonly audit: Audit,
  ) {}

  /** @throws AppError as `CreationRights`, `UnitTree` and `Owners.appoint` */
  async create(acting: Acting, fields: UnitFields, place: NewPlace): Promise<UnitRow> {
    const mostOwned = await this.rights.assertMayCreate(acting.principal, place);
    const ownerId = place.ownerId ?? acting.principal.userId;
    return this.work.run(async (unit) => {
      const { tx } = unit;
      if (place.parentId !== null) {
        const created = await this.tree.createBelow(tx, place.parentId, fields);
        await this.record(tx, acting, created, {});
        unit.changed(unitChanged(created.id));
        return created;
      }
      if (mostOwned !== null) await this.assertOwnsFewer(tx, ownerId, mostOwned);
      const created = await this.tree.createOrganization(tx, fields);
      await this.owners.appoint(tx, created, ownerId);
      await this.record(tx, acting, created, { owner_id: ownerId });
      unit.changed(unitChanged(created.id, { userId: ownerId }));
      return created;
    });
  }

  /** The account is locked: of two organizations created at once, the second counts the first. */
  private async assertOwnsFewer(tx: Tx, userId: string, most: number): Promise<void> {
    await this.users.getLocked(tx, userId);
    if ((await this.members.countOwned(tx, userId)) >= most) throw tooManyOwned(most);
  }

  private record(
    tx: Tx,
    acting: Acting,
    { id, rootId, parentId, name, slug }: UnitRow,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const after = { organization_id: rootId, parent_id: parentId, name, slug };
    const target = { kind: 'organization', id };
    return this.audit.record(
      tx,
      done(acting, 'organization.created', target, { ...after, ...details }),
    );
  }
}

/** Whether a caller that repeats a request could still create there. */
@Injectable()
export class CreatingReplay extends ReplayCheck {
  constructor(private readonly rights: CreationRights) {
    super();
  }

  /** @throws AppError as `CreationRights` */
  override async assertMay({ principal, body }: ReplayedCall): Promise<void> {
    if (!principal) throw new AppError('UNAUTHENTICATED');
    const idIn = (field: string) => (isId(body[field]) ? body[field].toLowerCase() : null);
    const place = { parentId: idIn('parent_id'), ownerId: idIn('owner_id') };
    await this.rights.assertMayCreate(principal, place);
  }
}

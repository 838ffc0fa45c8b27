import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { unitChanged, UnitOfWork } from '#api/platform/changes';
import { done, PermissionCheck, type Acting } from '#api/rbac';
import { Units, UnitTree, type UnitFields, type UnitRow } from '#api/units';
import { WRITES_AT_UNIT } from '../may-everywhere.js';
import { MovePreviewPort, type MoveEffects } from './move-preview.port.js';

const named = ({ name, slug }: UnitRow) => ({ name, slug });

/** Renames and moves units: rights, audit and change log in one transaction. */
@Injectable()
export class ChangeUnit {
  constructor(
    private readonly work: UnitOfWork,
    private readonly database: Database,
    private readonly permissions: PermissionCheck,
    private readonly units: Units,
    private readonly tree: UnitTree,
    private readonly previews: MovePreviewPort,
    private readonly audit: Audit,
  ) {}

  /** Nobody's rights depend on a name. @throws AppError `ORGANIZATION_NOT_FOUND` or `SLUG_TAKEN` */
  rename(acting: Acting, id: string, fields: Partial<UnitFields>): Promise<UnitRow> {
    return this.work.run(async ({ tx }) => {
      const { before, after } = await this.tree.rename(tx, id, fields);
      const details = {
        organization_id: after.rootId,
        before: named(before),
        after: named(after),
      };
      await this.record(tx, acting, 'organization.updated', id, details);
      return after;
    });
  }

  /** @throws AppError as `UnitTree.move`; `PERMISSION_DENIED` for the place that the unit leaves or comes to */
  async move(acting: Acting, id: string, parentId: string): Promise<UnitRow> {
    await this.assertMayMove(acting, id, parentId);
    return this.work.run(async (unit) => {
      const { before, after } = await this.tree.move(unit.tx, id, parentId);
      const details = {
        organization_id: after.rootId,
        before: { parent_id: before.parentId },
        after: { parent_id: parentId },
      };
      await this.record(unit.tx, acting, 'organization.moved', id, details);
      unit.changed(unitChanged(id));
      return after;
    });
  }

  /** Who would gain and lose what by `move`. @throws AppError as `move` */
  async previewMove(acting: Acting, unitId: string, parentId: string): Promise<MoveEffects> {
    await this.assertMayMove(acting, unitId, parentId);
    return this.previews.ofMove(acting, { unitId, parentId }, async (tx) => {
      await this.tree.move(tx, unitId, parentId);
    });
  }

  /**
   * A holder of the permission at a unit neither takes what is below another one's hands, nor gives it into them: the permission is
   * asked for where the unit is and where it comes to.
   */
  private async assertMayMove({ principal }: Acting, id: string, parentId: string): Promise<void> {
    const { parentId: presentId } = await this.units.get(this.database.pool, id);
    for (const place of [presentId ?? id, parentId])
      await this.permissions.assertHoldsAtUnit(principal, WRITES_AT_UNIT, place);
  }

  private record(
    tx: Tx,
    acting: Acting,
    type: string,
    id: string,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, done(acting, type, { kind: 'organization', id }, details));
  }
}

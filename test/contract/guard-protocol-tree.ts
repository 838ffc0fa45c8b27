import { newId } from '#libs/kernel';
import { unitChanged, UnitOfWork, type Change } from '#api/platform/changes';
import type { Fixture } from '../e2e/support/fixture.js';
import type { ProtocolServer } from './guard-protocol-server.js';

type Tree = Pick<
  ProtocolServer,
  'addUnit' | 'moveUnit' | 'deleteUnit' | 'addMember' | 'assignRoleAt'
>;

/** Changes the units of the real server by statements, with the changes that guards are told of. */
export function treeOf(fixture: Fixture, serviceId: string): Tree {
  const work = fixture.app.nest.get(UnitOfWork, { strict: false });
  const run = (change: Change, sql: string, values: readonly unknown[]) =>
    work.run(async ({ tx, changed }) => {
      await tx.query(sql, [...values]);
      changed(change);
    });
  return {
    addUnit: async (parent) => {
      const id = newId();
      const sql = `INSERT INTO organizations (id, root_id, parent_id, name, slug)
        SELECT $1::uuid, coalesce((SELECT root_id FROM organizations WHERE id = $2::uuid), $1::uuid), $2::uuid, 'A unit', 'u-' || $1::text`;
      await run(unitChanged(id), sql, [id, parent]);
      return id;
    },
    moveUnit: (id, parent) =>
      run(unitChanged(id), 'UPDATE organizations SET parent_id = $2 WHERE id = $1', [id, parent]),
    deleteUnit: (id) => run(unitChanged(id), 'DELETE FROM organizations WHERE id = $1', [id]),
    addMember: (unitId, userId) =>
      run(
        unitChanged(unitId, { userId }),
        `INSERT INTO organization_members (unit_id, user_id, root_id)
         SELECT id, $2, root_id FROM organizations WHERE id = $1`,
        [unitId, userId],
      ),
    assignRoleAt: async (unitId, name, userId) => {
      const roleId = await fixture.role(serviceId, name);
      await run(
        userId === null
          ? unitChanged(unitId, { serviceId })
          : { kind: 'user_permissions_changed', userId, serviceId },
        `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
         SELECT $1, id, root_id, $3, $4, $5 FROM organizations WHERE id = $2`,
        [newId(), unitId, serviceId, roleId, userId],
      );
    },
  };
}

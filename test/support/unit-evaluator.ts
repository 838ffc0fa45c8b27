import { rows, type Database } from '#libs/database';
import { newId } from '#libs/kernel';
import type { ValidatedCaches } from '#api/platform/changes';
import { Grants, MovePreview, UnitActs, UnitGrants, type Acting } from '#api/rbac';
import { Services } from '#api/services';
import { Units } from '#api/units';
import { AssignmentsStore } from '../../apps/api/src/rbac/assignments.store.js';
import { MovedUsersStore } from '../../apps/api/src/rbac/at-units/moved-users.store.js';
import { UnitAssignmentsStore } from '../../apps/api/src/rbac/at-units/unit-assignments.store.js';
import { UnitPlacesStore } from '../../apps/api/src/rbac/at-units/unit-places.store.js';
import { UnitRights } from '../../apps/api/src/rbac/at-units/unit-rights.service.js';
import { UnitRolesStore } from '../../apps/api/src/rbac/at-units/unit-roles.store.js';
import { ServicesStore } from '../../apps/api/src/services/services.store.js';
import { MembersStore } from '../../apps/api/src/units/members.store.js';
import { UnitsStore } from '../../apps/api/src/units/units.store.js';

/** No cache, as without Redis. */
const noCache = {
  create: () => ({
    recall: () => undefined,
    get: (_key: string, _markers: unknown, load: () => Promise<unknown>) => load(),
  }),
} as unknown as ValidatedCaches;

/** The evaluator of roles at units on the tables of a database, and rows for it. */
export class UnitEvaluator {
  readonly held: UnitGrants;
  readonly move: MovePreview;
  readonly acts: UnitActs;

  constructor(readonly database: Database) {
    const services = new Services(new ServicesStore(), {} as never);
    const grants = new Grants(database, new AssignmentsStore(), services, noCache);
    const units = new Units(new UnitsStore(), new MembersStore());
    this.held = new UnitGrants(grants, new UnitRolesStore(), new UnitPlacesStore());
    this.move = new MovePreview(database, units, new MovedUsersStore(), grants, this.held);
    const rights = new UnitRights(units, this.held);
    this.acts = new UnitActs(units, new UnitAssignmentsStore(), rights);
  }

  async unit(name: string, parentId: string | null): Promise<string> {
    const id = newId();
    const sql = `INSERT INTO organizations (id, root_id, parent_id, name, slug)
      SELECT $1, coalesce((SELECT root_id FROM organizations WHERE id = $2), $1), $2, $3, $4`;
    await this.run(sql, [id, parentId, name, id]);
    return id;
  }

  async user(isActive = true): Promise<string> {
    const id = newId();
    const sql = 'INSERT INTO users (id, email, email_canonical, is_active) VALUES ($1, $2, $2, $3)';
    await this.run(sql, [id, `${id}@example.org`, isActive]);
    return id;
  }

  /** A user with the role `admin` of `auth_service`, who acts. */
  async administrator(): Promise<Acting> {
    const userId = await this.user();
    const sql = `INSERT INTO user_service_roles (id, user_id, service_id, role_id)
      SELECT $1, $2, s.id, r.id FROM services s JOIN roles r ON r.service_id = s.id
       WHERE s.name = 'auth_service' AND r.name = 'admin'`;
    await this.run(sql, [newId(), userId]);
    return { principal: { userId, acr: 'aal2' }, client: {} } as unknown as Acting;
  }

  async service(isActive = true): Promise<string> {
    const id = newId();
    const sql =
      'INSERT INTO services (id, name, name_canonical, is_active) VALUES ($1, $2, $2, $3)';
    await this.run(sql, [id, id, isActive]);
    return id;
  }

  /** A role of the service with permissions of these names, which are made as needed. */
  async role(
    serviceId: string,
    permissions: readonly string[],
    requiresMfa: boolean,
  ): Promise<string> {
    for (const name of permissions) {
      await this.run(
        `INSERT INTO permissions (id, service_id, name, name_canonical) VALUES ($1, $2, $3, $3) ON CONFLICT DO NOTHING`,
        [newId(), serviceId, name],
      );
    }
    const id = newId();
    await this.run(
      'INSERT INTO roles (id, service_id, name, name_canonical, requires_mfa) VALUES ($1, $2, $3, $3, $4)',
      [id, serviceId, id, requiresMfa],
    );
    await this.run(
      `INSERT INTO role_permissions (role_id, permission_id) SELECT $1, id FROM permissions WHERE service_id = $2 AND name = ANY($3)`,
      [id, serviceId, permissions],
    );
    return id;
  }

  async member(unitId: string, userId: string): Promise<void> {
    const sql = `INSERT INTO organization_members (unit_id, user_id, root_id)
      SELECT id, $2, root_id FROM organizations WHERE id = $1 ON CONFLICT DO NOTHING`;
    await this.run(sql, [unitId, userId]);
  }

  async owner(rootId: string, userId: string): Promise<void> {
    await this.member(rootId, userId);
    const sql = 'INSERT INTO organization_owners (organization_id, user_id) VALUES ($1, $2)';
    await this.run(sql, [rootId, userId]);
  }

  /** A role at a unit, of a user or, for `null`, of the unit. */
  async grantAt(unitId: string, roleId: string, userId: string | null): Promise<void> {
    const sql = `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
      SELECT $1, o.id, o.root_id, r.service_id, r.id, $4 FROM organizations o, roles r
       WHERE o.id = $2 AND r.id = $3 ON CONFLICT DO NOTHING`;
    await this.run(sql, [newId(), unitId, roleId, userId]);
  }

  async grantEverywhere(roleId: string, userId: string): Promise<void> {
    const sql = `INSERT INTO user_service_roles (id, user_id, service_id, role_id)
      SELECT $1, $2, service_id, id FROM roles WHERE id = $3 ON CONFLICT DO NOTHING`;
    await this.run(sql, [newId(), userId, roleId]);
  }

  async moveUnit(unitId: string, parentId: string, tx = this.database.pool): Promise<void> {
    await rows(tx, 'UPDATE organizations SET parent_id = $2 WHERE id = $1', [unitId, parentId]);
  }

  private async run(sql: string, parameters: unknown[]): Promise<void> {
    await rows(this.database.pool, sql, parameters);
  }
}

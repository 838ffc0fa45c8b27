import { newId } from '#libs/kernel';
import type { Accounts } from './accounts.js';

/** A user, by what rows say about one. */
type Named = { readonly id: string };

/** Units, members and roles at units, as rows in the database of a server, without its API. */
export class OrganizationRows {
  constructor(private readonly accounts: Accounts) {}

  /** A unit, the root of an organization without a parent; answers its id. */
  async unit(name: string, parent?: string): Promise<string> {
    const id = newId();
    await this.accounts.rows(
      `INSERT INTO organizations (id, root_id, parent_id, name, slug)
       VALUES ($1, coalesce((SELECT root_id FROM organizations WHERE id = $2), $1), $2, $3, $4)`,
      [id, parent ?? null, name, id],
    );
    return id;
  }

  async member(unitId: string, { id }: Named): Promise<void> {
    await this.accounts.rows(
      `INSERT INTO organization_members (unit_id, user_id, root_id)
       SELECT id, $2, root_id FROM organizations WHERE id = $1`,
      [unitId, id],
    );
  }

  /** Makes the user a member of the root and an owner. */
  async owner(rootId: string, user: Named): Promise<void> {
    await this.member(rootId, user);
    await this.accounts.rows(
      'INSERT INTO organization_owners (organization_id, user_id) VALUES ($1, $2)',
      [rootId, user.id],
    );
  }

  /** Gives the role of `auth_service` at the unit: to the user, or without one to the unit. */
  async role(unitId: string, name: string, user?: Named): Promise<void> {
    await this.accounts.rows(
      `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
       SELECT $1, o.id, o.root_id, r.service_id, r.id, $4 FROM organizations o, roles r JOIN services s ON s.id = r.service_id
        WHERE o.id = $2 AND s.name = 'auth_service' AND r.name = $3`,
      [newId(), unitId, name, user?.id ?? null],
    );
  }

  /** The ids of the units of which the user is a member, sorted. */
  async unitsOf({ id }: Named): Promise<string[]> {
    const sql = 'SELECT unit_id FROM organization_members WHERE user_id = $1 ORDER BY unit_id';
    return (await this.accounts.rows<{ unit_id: string }>(sql, [id])).map((row) => row.unit_id);
  }

  /** The ids of the organizations that the user owns, sorted. */
  async ownedBy({ id }: Named): Promise<string[]> {
    const sql = `SELECT organization_id AS unit FROM organization_owners WHERE user_id = $1 ORDER BY organization_id`;
    return (await this.accounts.rows<{ unit: string }>(sql, [id])).map(({ unit }) => unit);
  }

  /** The roles that the user holds at units as themselves, as `unit name`, sorted. */
  async rolesOf({ id }: Named): Promise<string[]> {
    const sql = `SELECT ur.unit_id || ' ' || r.name AS held FROM unit_roles ur JOIN roles r ON r.id = ur.role_id
      WHERE ur.user_id = $1 ORDER BY 1`;
    return (await this.accounts.rows<{ held: string }>(sql, [id])).map(({ held }) => held);
  }
}

import { Injectable } from '@nestjs/common';
import { rows, type Tx } from '#libs/database';
import type { MovedMembership, MovedUnitRole } from './merged-units.js';

/** The SQL that moves memberships, ownerships and roles at units from one account to another. */
@Injectable()
export class MergingUnitsStore {
  /** Locks the organizations of which the user is a member until the transaction ends, always in the same order. */
  async lockOrganizations(tx: Tx, userId: string): Promise<void> {
    const sql = `SELECT o.id FROM organizations o
      WHERE o.id IN (SELECT m.root_id FROM organization_members m WHERE m.user_id = $1) ORDER BY o.id FOR NO KEY UPDATE`;
    await rows(tx, sql, [userId]);
  }

  /** The units of which the first account is a member, and the other one is not. */
  listMemberships(tx: Tx, from: string, to: string): Promise<MovedMembership[]> {
    const sql = `SELECT a.unit_id AS "unitId", o.id AS "organizationId", o.name AS "organizationName"
      FROM organization_members a JOIN organizations o ON o.id = a.root_id
      WHERE a.user_id = $1 AND NOT EXISTS (
        SELECT FROM organization_members b WHERE b.user_id = $2 AND b.unit_id = a.unit_id)
      ORDER BY a.root_id, a.unit_id`;
    return rows(tx, sql, [from, to]);
  }

  /** The ids of the organizations that the first account owns, and the other one does not. */
  async listOwned(tx: Tx, from: string, to: string): Promise<string[]> {
    const sql = `SELECT a.organization_id AS id FROM organization_owners a
      WHERE a.user_id = $1 AND NOT EXISTS (
        SELECT FROM organization_owners b WHERE b.user_id = $2 AND b.organization_id = a.organization_id)
      ORDER BY a.organization_id`;
    return (await rows<{ id: string }>(tx, sql, [from, to])).map(({ id }) => id);
  }

  /** The roles that the first account holds at units, and the other one does not hold there. */
  listRoles(tx: Tx, from: string, to: string): Promise<MovedUnitRole[]> {
    const sql = `SELECT a.unit_id AS "unitId", o.name AS "unitName", s.id AS "serviceId", s.name AS "serviceName",
        r.id AS "roleId", r.name AS "roleName"
      FROM unit_roles a JOIN organizations o ON o.id = a.unit_id JOIN services s ON s.id = a.service_id
        JOIN roles r ON r.id = a.role_id
      WHERE a.user_id = $1 AND NOT EXISTS (
        SELECT FROM unit_roles b WHERE b.user_id = $2 AND b.unit_id = a.unit_id AND b.role_id = a.role_id)
      ORDER BY a.unit_id, r.id`;
    return rows(tx, sql, [from, to]);
  }

  /** The memberships and ownerships of the first account stay until it is erased; its roles move, with the ids of their rows. */
  async move(tx: Tx, from: string, to: string): Promise<void> {
    const members = `INSERT INTO organization_members (unit_id, user_id, root_id, created_at)
      SELECT unit_id, $2, root_id, created_at FROM organization_members WHERE user_id = $1 ON CONFLICT DO NOTHING`;
    const owners = `INSERT INTO organization_owners (organization_id, user_id, created_at)
      SELECT organization_id, $2, created_at FROM organization_owners WHERE user_id = $1 ON CONFLICT DO NOTHING`;
    const roles = `UPDATE unit_roles a SET user_id = $2 WHERE a.user_id = $1 AND NOT EXISTS (
        SELECT FROM unit_roles b WHERE b.user_id = $2 AND b.unit_id = a.unit_id AND b.role_id = a.role_id)`;
    for (const sql of [members, owners, roles]) await rows(tx, sql, [from, to]);
  }
}

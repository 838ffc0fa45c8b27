import { newId } from '#libs/kernel';
import type { Accounts } from '../../support/accounts.js';

/** Makes trees of units in the database of a server, without its API. */
export class UnitTrees {
  constructor(private readonly accounts: Pick<Accounts, 'rows'>) {}

  /** The id of a new unit, of a new organization without a parent. */
  async unit(name: string, parentId: string | null = null): Promise<string> {
    const id = newId();
    const sql = `INSERT INTO organizations (id, root_id, parent_id, name, slug)
      SELECT $1, coalesce((SELECT root_id FROM organizations WHERE id = $2), $1), $2, $3, $4`;
    await this.accounts.rows(sql, [id, parentId, name, id]);
    return id;
  }

  async member(unitId: string, { id }: { readonly id: string }): Promise<void> {
    const sql = `INSERT INTO organization_members (unit_id, user_id, root_id)
      SELECT id, $2, root_id FROM organizations WHERE id = $1`;
    await this.accounts.rows(sql, [unitId, id]);
  }

  /** A member of the organization who manages it. */
  async owner(rootId: string, user: { readonly id: string }): Promise<void> {
    await this.member(rootId, user);
    const sql = 'INSERT INTO organization_owners (organization_id, user_id) VALUES ($1, $2)';
    await this.accounts.rows(sql, [rootId, user.id]);
  }
}

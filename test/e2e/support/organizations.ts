import { newId } from '#libs/kernel';
import type { Answer } from '#libs/testing';
import type { Fixture, SignedInUser } from './fixture.js';

export interface UnitBody {
  readonly id: string;
  readonly organization_id: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly slug: string;
}

/** Organizations of a test, over the API. */
export class Organizations {
  private count = 0;

  constructor(private readonly fixture: Fixture) {}

  readonly path = (id: string, rest = '') => `/api/organizations/${id}${rest}`;

  post(
    who: { readonly token: string },
    body: unknown,
  ): Promise<Answer<{ organization: UnitBody; code: string; detail: string }>> {
    return this.fixture.as(who, 'POST', '/api/organizations', body);
  }

  /** A new organization of the user. */
  async ownedBy(owner: SignedInUser, name = `Company ${(this.count += 1)}`): Promise<string> {
    const { body } = await this.post(this.fixture.admin, { name, owner_id: owner.id });
    return body.organization.id;
  }

  /** A new unit below another one. */
  async below(who: { readonly token: string }, parentId: string, name: string): Promise<string> {
    const { body } = await this.post(who, { name, parent_id: parentId });
    return body.organization.id;
  }

  /** Makes the user a member, as an operator. */
  async join(user: { readonly id: string }, unitId: string): Promise<void> {
    const { status, text } = await this.fixture.asAdmin('POST', this.path(unitId, '/members'), {
      user_id: user.id,
    });
    if (status !== 201) throw new Error(`The user did not join: ${status} ${text}`);
  }

  /** A role of the service held at the unit: by the user, or with `null` by the unit. */
  async hold(user: { readonly id: string } | null, unitId: string, roleId: string): Promise<void> {
    await this.fixture.accounts.rows(
      `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
       SELECT $1, u.id, u.root_id, r.service_id, r.id, $4
         FROM organizations u, roles r WHERE u.id = $2 AND r.id = $3`,
      [newId(), unitId, roleId, user?.id ?? null],
    );
  }

  /** The units at which the user holds a role as themselves. */
  async heldBy(user: { readonly id: string }): Promise<string[]> {
    const sql = 'SELECT unit_id FROM unit_roles WHERE user_id = $1 ORDER BY unit_id';
    const found = await this.fixture.accounts.rows<{ unit_id: string }>(sql, [user.id]);
    return found.map(({ unit_id }) => unit_id);
  }
}

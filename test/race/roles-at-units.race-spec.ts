import { Fixture } from '../e2e/support/fixture.js';
import { UnitTrees } from '../e2e/support/unit-trees.js';
import { withFixture } from '../support/with-fixture.js';

describe('roles at units, at the same time', () => {
  let fixture: Fixture;
  let trees: UnitTrees;
  let role: string;

  withFixture(async (opened) => {
    fixture = opened.add(await Fixture.open());
    trees = new UnitTrees(fixture.accounts);
    role = await fixture.role(await fixture.service('orders'), 'user');
  }, 120_000);

  it('Of many grants of one role at one unit one succeeds', async () => {
    const unit = await trees.unit('Company');
    const path = `/api/organizations/${unit}/roles`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => fixture.asAdmin('POST', path, { role_id: role })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it('A member who leaves while a role is given to them does not keep it', async () => {
    const unit = await trees.unit('Company');
    const path = `/api/organizations/${unit}/roles`;
    for (let round = 0; round < 8; round += 1) {
      const user = await fixture.person();
      await trees.member(unit, user);
      // As leaving does it: the membership first, then the roles that the user has by then.
      const leave = async () => {
        await fixture.accounts.rows('DELETE FROM organization_members WHERE user_id = $1', [
          user.id,
        ]);
        await fixture.accounts.rows('DELETE FROM unit_roles WHERE user_id = $1', [user.id]);
      };
      const body = { role_id: role, user_id: user.id };
      const [{ status }] = await Promise.all([fixture.asAdmin('POST', path, body), leave()]);
      expect([201, 409]).toContain(status);
      const held = 'SELECT 1 FROM unit_roles WHERE user_id = $1';
      expect(await fixture.accounts.rows(held, [user.id])).toEqual([]);
    }
  });
});

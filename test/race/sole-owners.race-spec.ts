import { createTestDatabase, startTestApp, type TestApp, type TestDatabase } from '#libs/testing';
import { PASSWORD } from '../support/accounts.js';
import { OrganizationRows } from '../support/organization-rows.js';
import { Fixture } from '../e2e/support/fixture.js';
import { proofHeaders } from '../support/fresh-proof.js';

const ROUNDS = 15;
const LONG = 300_000;

describe('owners of organizations under races on two instances', () => {
  let database: TestDatabase;
  let fixture: Fixture;
  let second: TestApp;

  beforeAll(async () => {
    database = await createTestDatabase();
    fixture = await Fixture.open({ database });
    second = await startTestApp({ database });
  });
  afterAll(async () => {
    await second.close();
    await fixture.close();
    await database.drop();
  });

  it(
    'one owner remains when the last two erase their accounts, or an administrator erases one of them',
    async () => {
      const rows = new OrganizationRows(fixture.accounts);
      for (let round = 0; round < ROUNDS; round += 1) {
        const owners = [await fixture.person(), await fixture.person()] as const;
        const units = [await rows.unit('Acme'), await rows.unit('Bolt')];
        for (const unit of units) for (const owner of owners) await rows.owner(unit, owner);
        const [first, other] = owners;
        const own = { token: first.token, body: { password: PASSWORD } };
        const path = `/api/users/${other.id}`;
        const { token } = fixture.admin;
        const headers = await proofHeaders(
          fixture.app,
          { token, password: 'correct horse battery staple' },
          'DELETE',
          path,
        );
        const answers = await Promise.all([
          fixture.app.delete('/api/auth/me', own),
          round % 2 === 0
            ? second.delete('/api/auth/me', { ...own, token: other.token })
            : second.delete(path, { token, headers }),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
        const left = answers[0].status === 200 ? other : first;
        expect(await rows.ownedBy(left)).toEqual([...units].sort());
      }
    },
    LONG,
  );
});

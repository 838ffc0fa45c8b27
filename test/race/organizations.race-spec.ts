import {
  createTestDatabase,
  startTestApp,
  type Answer,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { Fixture, type SignedInUser } from '../e2e/support/fixture.js';
import { Organizations, type UnitBody } from '../e2e/support/organizations.js';
import { UNLIMITED } from '../support/accounts.js';

const ROUNDS = 25;
const LONG = 300_000;

describe('organizations under races on two instances', () => {
  let database: TestDatabase;
  let fixture: Fixture;
  let second: TestApp;
  let organizations: Organizations;
  let owner: SignedInUser;
  let root: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    fixture = await Fixture.open({ database, env: UNLIMITED });
    second = await startTestApp({ database, env: UNLIMITED });
    organizations = new Organizations(fixture);
    owner = await fixture.person();
    root = await organizations.ownedBy(owner);
  });
  afterAll(async () => {
    await second.close();
    await fixture.close();
    await database.drop();
  });

  const on = (index: number) => (index % 2 === 0 ? fixture.app : second);
  const statuses = (answers: readonly Answer<unknown>[]) =>
    answers.map(({ status }) => status).sort((a, b) => a - b);

  it(
    'Of two moves that would make a cycle one is done',
    async () => {
      const [a, b] = [
        await organizations.below(owner, root, 'A'),
        await organizations.below(owner, root, 'B'),
      ];
      const moveBelow = (index: number, id: string, parent: string) =>
        on(index).post(
          organizations.path(id, '/move'),
          { parent_id: parent },
          { token: owner.token },
        );
      for (let round = 0; round < ROUNDS; round += 1) {
        const answers = await Promise.all([moveBelow(round, a, b), moveBelow(round + 1, b, a)]);
        expect(statuses(answers)).toEqual([200, 409]);
        const refused = answers.find(({ status }) => status === 409);
        expect(refused?.body).toMatchObject({ code: 'UNIT_CYCLE' });
        const moved = answers[0].status === 200 ? a : b;
        expect((await moveBelow(0, moved, root)).status).toBe(200);
      }
    },
    LONG,
  );

  it(
    'Of two last owners who leave at once one stays',
    async () => {
      const people: [SignedInUser, SignedInUser] = [await fixture.person(), await fixture.person()];
      for (let round = 0; round < ROUNDS; round += 1) {
        const shared = await organizations.ownedBy(people[0]);
        await organizations.join(people[1], shared);
        const appointed = await fixture.as(
          people[0],
          'POST',
          organizations.path(shared, '/owners'),
          { user_id: people[1].id },
        );
        expect(appointed.status).toBe(201);
        const ways = [
          (who: SignedInUser, app: TestApp) =>
            app.post(organizations.path(shared, '/leave'), {}, { token: who.token }),
          (who: SignedInUser, app: TestApp) =>
            app.delete(organizations.path(shared, `/owners/${who.id}`), { token: who.token }),
        ] as const;
        const answers = await Promise.all(
          people.map((person, index) => ways[(round % 2) & index]!(person, on(round + index))),
        );
        expect(statuses(answers)).toEqual([200, 409]);
        const left = await fixture.accounts.rows(
          'SELECT 1 FROM organization_owners WHERE organization_id = $1',
          [shared],
        );
        expect(left).toHaveLength(1);
      }
    },
    LONG,
  );

  it(
    'Units of one slug that are created at once get one place, and derived slugs are numbered',
    async () => {
      const create = (index: number, body: object) =>
        on(index).post<{ organization: UnitBody; code: string }>('/api/organizations', body, {
          token: fixture.admin.token,
        });
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const place of [{ parent_id: root }, {}]) {
          const slug = `slug-${round}`;
          const given = await Promise.all(
            [0, 1, 2, 3].map((index) => create(index, { name: 'X', slug, ...place })),
          );
          expect(statuses(given)).toEqual([201, 409, 409, 409]);
          const derived = await Promise.all(
            [0, 1, 2, 3].map((index) => create(index, { name: `Name ${round}`, ...place })),
          );
          expect(statuses(derived)).toEqual([201, 201, 201, 201]);
          const slugs = derived.map(({ body }) => body.organization.slug);
          expect(new Set(slugs).size).toBe(4);
        }
      }
    },
    LONG,
  );

  it(
    'A unit that is deleted while a member is added takes no more with it than was said',
    async () => {
      const user = await fixture.person();
      for (let round = 0; round < ROUNDS; round += 1) {
        const unit = await organizations.below(owner, root, `Gone ${round}`);
        const [added, deleted] = await Promise.all([
          on(round).post(
            organizations.path(unit, '/members'),
            { user_id: user.id },
            { token: fixture.admin.token },
          ),
          on(round + 1).delete(organizations.path(unit), { token: owner.token }),
        ]);
        // Either the unit had gone, or it was not empty any more.
        expect([
          [404, 200],
          [201, 409],
        ]).toContainEqual([added.status, deleted.status]);
      }
    },
    LONG,
  );

  it(
    'A user who leaves while an owner adds them to a further unit is outside afterwards',
    async () => {
      const unit = await organizations.below(owner, root, 'Further');
      const first = await organizations.below(owner, root, 'First');
      for (let round = 0; round < ROUNDS; round += 1) {
        const user = await fixture.person();
        await organizations.join(user, first);
        const [added, left] = await Promise.all([
          on(round).post(
            organizations.path(unit, '/members'),
            { user_id: user.id },
            { token: owner.token },
          ),
          on(round + 1).post(organizations.path(root, '/leave'), {}, { token: user.token }),
        ]);
        expect(left.status).toBe(200);
        expect([201, 409]).toContain(added.status);
        const rows = await fixture.accounts.rows(
          'SELECT unit_id FROM organization_members WHERE user_id = $1',
          [user.id],
        );
        expect(rows).toEqual([]);
      }
    },
    LONG,
  );
});

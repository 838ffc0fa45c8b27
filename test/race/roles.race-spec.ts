import {
  createTestDatabase,
  startTestApp,
  type Answer,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { PASSWORD } from '../support/accounts.js';
import { ADMIN, Fixture, type SignedInUser } from '../e2e/support/fixture.js';
import { proofHeaders } from '../support/fresh-proof.js';

const ROUNDS = 50;
/** Each round hashes passwords: for its accounts, and for their fresh proofs. */
const LONG = 300_000;

describe('roles under races on two instances', () => {
  let database: TestDatabase;
  let fixture: Fixture;
  let second: TestApp;
  /** The role of the administrators. */
  let adminRole: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    fixture = await Fixture.open({ database });
    second = await startTestApp({ database });
    adminRole = await fixture.role(fixture.authServiceId, 'admin');
  });
  afterAll(async () => {
    await second.close();
    await fixture.close();
    await database.drop();
  });

  const on = (index: number) => (index % 2 === 0 ? fixture.app : second);
  const assignment = (user: { id: string }, service: string, role: string) =>
    `/api/roles/user/${user.id}/service/${service}/role/${role}`;

  it(
    'one administrator remains when two remove each other, or each leaves',
    async () => {
      const auth = fixture.authServiceId;
      const other = await fixture.person();
      const both: [SignedInUser, SignedInUser] = [fixture.admin, other];
      for (let round = 0; round < ROUNDS; round += 1) {
        const missing = await fixture.as<{ roles: unknown[] }>(
          fixture.admin,
          'GET',
          `/api/roles/user/${other.id}/service/${auth}`,
        );
        const holder = missing.status === 200 ? fixture.admin : other;
        for (const user of both)
          await fixture.as(holder, 'POST', assignment(user, auth, adminRole));
        const swap = round % 2;
        const answers = await Promise.all(
          both.map((actor, index) =>
            on(index).delete(assignment(both[swap === 0 ? 1 - index : index]!, auth, adminRole), {
              token: actor.token,
            }),
          ),
        );
        const statuses = answers.map(({ status }) => status).sort();
        // The loser is refused as the last administrator, or has lost the permission.
        expect([['200,403'], ['200,409']].flat()).toContain(statuses.join());
        const left = await Promise.all(
          both.map(({ token }) => fixture.app.get('/api/roles/services', { token })),
        );
        expect(left.map(({ status }) => status).sort()).toEqual([200, 403]);
      }
      const survivor =
        (await fixture.as(fixture.admin, 'GET', '/api/roles/services')).status === 200
          ? fixture.admin
          : other;
      await fixture.as(survivor, 'POST', assignment(fixture.admin, auth, adminRole));
      // The next rounds begin with one administrator.
      await fixture.asAdmin('DELETE', assignment(other, auth, adminRole));
    },
    LONG,
  );

  /** Each removes an administrator, at their own request or at the other's. */
  const LOSSES: readonly ((
    loser: SignedInUser,
    other: SignedInUser,
    on: TestApp,
    erasing: Record<string, string>,
  ) => Promise<Answer>)[] = [
    (loser, { token }, app) => app.patch(`/api/users/${loser.id}`, { is_active: false }, { token }),
    (loser, { token }, app, headers) => app.delete(`/api/users/${loser.id}`, { token, headers }),
    ({ token }, _other, app) => app.delete('/api/auth/me', { token, body: { password: PASSWORD } }),
    (loser, { token }, app) =>
      app.delete(assignment(loser, fixture.authServiceId, adminRole), { token }),
    (loser, _other, app) =>
      app.delete(assignment(loser, fixture.authServiceId, adminRole), { token: loser.token }),
  ];

  /** Proven before the race. */
  const toErase = ({ id }: SignedInUser, { token }: SignedInUser) =>
    proofHeaders(fixture.app, { token, password: PASSWORD }, 'DELETE', `/api/users/${id}`);

  it(
    'one administrator remains, whichever ways of removing the other run at once',
    async () => {
      const auth = fixture.authServiceId;
      const may = async ({ token }: SignedInUser) =>
        (await fixture.app.get('/api/roles/services', { token })).status === 200;
      for (let round = 0; round < LOSSES.length ** 2; round += 1) {
        const [first, second] = [await fixture.person(), await fixture.person()];
        for (const user of [first, second]) await fixture.assign(user, auth, 'admin');
        await fixture.as(first, 'DELETE', assignment(fixture.admin, auth, adminRole));
        const ways = [round % LOSSES.length, Math.floor(round / LOSSES.length)];
        const proofs = [await toErase(first, second), await toErase(second, first)] as const;
        const answers = await Promise.all([
          LOSSES[ways[0]!]!(first, second, on(round), proofs[0]),
          LOSSES[ways[1]!]!(second, first, on(round + 1), proofs[1]),
        ]);
        // The loser is refused as the last administrator, or has lost the permission or the session.
        const refused = answers.filter(({ status }) => status !== 200);
        expect([ways, refused.length]).toEqual([ways, 1]);
        expect([401, 403, 409]).toContain(refused[0]?.status);
        const left = answers[0].status === 200 ? second : first;
        expect([ways, await may(left), await may(left === first ? second : first)]).toEqual([
          ways,
          true,
          false,
        ]);
        await fixture.as(left, 'POST', assignment(fixture.admin, auth, adminRole));
        await fixture.asAdmin('DELETE', assignment(left, auth, adminRole));
      }
    },
    LONG,
  );

  it(
    'a lower role erases an account that is not promoted yet, and never one that is',
    async () => {
      const auth = fixture.authServiceId;
      const manager = await fixture.person();
      await fixture.assign(manager, auth, 'user_manager');
      const tokenManager = await fixture.role(auth, 'token_manager');
      for (let round = 0; round < ROUNDS; round += 1) {
        const target = await fixture.person();
        const path = assignment(target, auth, tokenManager);
        const { token } = fixture.admin;
        const { password } = ADMIN;
        const proof = await proofHeaders(fixture.app, { token, password }, 'POST', path);
        const promote = () => on(round).post(path, undefined, { token, headers: proof });
        const headers = await toErase(target, manager);
        const erase = () =>
          on(round + 1).delete(`/api/users/${target.id}`, { token: manager.token, headers });
        const acts = round % 4 < 2 ? [promote(), erase()] : [erase(), promote()];
        const answers = await Promise.all(acts);
        const [promoted, erased] = round % 4 < 2 ? answers : answers.reverse();
        const outcome = `promoted ${promoted!.status}, erased ${erased!.status}`;
        expect(['promoted 201, erased 403', 'promoted 404, erased 200']).toContain(outcome);
      }
    },
    LONG,
  );

  it('a role is assigned once, however many ask at once', async () => {
    const service = await fixture.service();
    const role = await fixture.role(service, 'user');
    for (let round = 0; round < ROUNDS; round += 1) {
      const path = assignment(fixture.admin, service, role);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          on(index).post(path, undefined, { token: fixture.admin.token }),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
      await fixture.asAdmin('DELETE', path);
    }
  });

  it('a role that is deleted while it is assigned confers nothing', async () => {
    const service = await fixture.service();
    const person = await fixture.person();
    for (let round = 0; round < ROUNDS; round += 1) {
      const made = await fixture.asAdmin<{ role_id: string }>(
        'POST',
        `/api/roles/service/${service}`,
        {
          name: `brief ${round}`,
          permissions: ['role:read'],
        },
      );
      const role = made.body.role_id;
      const { token } = fixture.admin;
      const [assigned, deleted] = await Promise.all([
        on(round).post(assignment(person, service, role), undefined, { token }),
        on(round + 1).delete(`/api/roles/${role}`, { token }),
      ]);
      expect([201, 404]).toContain(assigned.status);
      expect(deleted.status).toBe(200);
      for (const app of [fixture.app, second]) {
        const { status } = await app.get(`/api/roles/service/${service}`, { token: person.token });
        expect(status).toBe(403);
      }
    }
  });

  it('two versions of a service that start at once on two instances each declare their roles as a whole', async () => {
    const versions = [
      ['orders:read', 'orders:write'],
      ['orders:write', 'orders:refund'],
    ].map((names) => ({
      permissions: names.map((name) => ({ name })),
      roles: [{ name: 'clerk', permissions: names }],
    }));
    const all = ['orders:read', 'orders:refund', 'orders:write'];
    for (let round = 0; round < 15; round += 1) {
      const service = await fixture.service();
      const { token } = await fixture.appToken(service, { scopes: ['manifest:write'] });
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          on(index).put<{ permissions: { created: string[] }; roles: { created: string[] } }>(
            '/api/services/manifest',
            versions[(index + round) % 2],
            { token },
          ),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
      const created = answers.flatMap(({ body }) => body.permissions.created).sort();
      expect([created, answers.flatMap(({ body }) => body.roles.created)]).toEqual([
        all,
        ['clerk'],
      ]);
      const { body } = await second.get<{
        roles: { name: string; permissions: { name: string }[] }[];
      }>(`/api/roles/service/${service}`, { token: fixture.admin.token });
      const clerk = body.roles.find(({ name }) => name === 'clerk');
      expect(clerk?.permissions.map(({ name }) => name).sort()).toEqual(all);
    }
  });

  it('of many services that ask for one name at once, one gets it', async () => {
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          on(index).post(
            '/api/roles/services',
            { name: `contested ${round}` },
            { token: fixture.admin.token },
          ),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    }
  });
});

import { hasRedisServer, type HttpClient } from '#libs/testing';
import { refresh, signIn } from '../support/accounts.js';
import { serviceToken } from '../support/service-token.js';
import { withTwoFactors } from '../support/two-factor-session.js';
import { TwoServers } from '../support/two-servers.js';

const ROUNDS = 60;
const READERS = 4;
const LONG = 600_000;

(hasRedisServer() ? describe : describe.skip)(
  'a role that begins to require two factors on one instance',
  () => {
    let fixture: TwoServers;
    let admin: string;
    /** An application token, with which a service asks about its users. */
    let app: string;
    let role: { readonly id: string; readonly serviceId: string };
    /** Of one holder of the role. */
    let tokens: { readonly one: string; readonly two: string };

    beforeAll(async () => {
      fixture = await TwoServers.start({ env: { REDIS_BREAK_MS: '50' } });
      const { accounts } = fixture;
      const administrator = await accounts.create();
      await accounts.grant(administrator, 'admin');
      admin = (await signIn(fixture.on(0), administrator)).access_token;
      app = await serviceToken(fixture.on(0), accounts);
      const holder = await accounts.create();
      await accounts.grant(holder, 'readonly');
      const found = await accounts.row<{ id: string; serviceId: string }>(
        `SELECT r.id, r.service_id AS "serviceId" FROM roles r JOIN services s ON s.id = r.service_id
          WHERE s.name = 'auth_service' AND r.name = 'readonly'`,
      );
      role = found!;
      const one = await signIn(fixture.on(0), holder);
      const two = await signIn(fixture.on(1), holder);
      tokens = {
        one: one.access_token,
        two: (await withTwoFactors(fixture.on(1), accounts, two.refresh_token)).access_token,
      };
      // A later refresh of the first session does not raise it.
      expect((await refresh(fixture.on(0), one.refresh_token)).status).toBe(200);
    }, 120_000);
    afterAll(() => fixture?.close());

    const statusOf = async (server: HttpClient, token: string) =>
      (await server.get(`/api/roles/service/${role.serviceId}`, { token })).status;

    it(
      'a role that begins to require two factors takes its permissions from sessions with one on every instance with the answer, and never from those with two',
      async () => {
        const wrong: string[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const requires_mfa = round % 2 === 0;
          let isAnswered = false;
          let isOver = false;
          const read = async (index: number) => {
            while (!isOver) {
              const mustSee = isAnswered;
              const [one, two] = [
                await statusOf(fixture.on(index), tokens.one),
                await statusOf(fixture.on(index + 1), tokens.two),
              ];
              if (mustSee && one !== (requires_mfa ? 401 : 200)) wrong.push(`one factor: ${one}`);
              if (two !== 200) wrong.push(`two factors: ${two}`);
            }
          };
          const readers = Array.from({ length: READERS }, (_, index) => read(index));
          const answer = await fixture
            .on(round)
            .put(`/api/roles/${role.id}`, { requires_mfa }, { token: admin });
          isAnswered = true;
          expect(answer.status).toBe(200);
          const asked = await Promise.all(
            [0, 1].map((index) =>
              fixture
                .on(index)
                .post<{ active: boolean; acr: string }>(
                  '/api/tokens/introspect',
                  { token: tokens.one },
                  { token: app },
                ),
            ),
          );
          for (const { body } of asked) expect(body).toMatchObject({ active: true, acr: 'aal1' });
          const next = await Promise.all([0, 1].map((at) => statusOf(fixture.on(at), tokens.one)));
          expect(next).toEqual(requires_mfa ? [401, 401] : [200, 200]);
          isOver = true;
          await Promise.all(readers);
        }
        expect(wrong).toEqual([]);
      },
      LONG,
    );
  },
);

import {
  createTestDatabase,
  startSmtpSink,
  startTestApp,
  type SmtpSink,
  type TestApp,
  type TestDatabase,
} from '#libs/testing';
import { Fixture, type SignedInUser } from '../e2e/support/fixture.js';
import { mailTo, tokenIn, UNLIMITED, type Problem } from '../support/accounts.js';
import { OrganizationRows } from '../support/organization-rows.js';

const ROUNDS = 12;
const LONG = 300_000;

describe('invitations under races on two instances', () => {
  let database: TestDatabase;
  let sink: SmtpSink;
  let fixture: Fixture;
  let second: TestApp;
  let rows: OrganizationRows;
  let owner: SignedInUser;
  let manager: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    sink = await startSmtpSink();
    const env = { ...sink.env, ...UNLIMITED };
    fixture = await Fixture.open({ database, env });
    second = await startTestApp({ database, env });
    rows = new OrganizationRows(fixture.accounts);
    owner = await fixture.person();
    manager = await fixture.role(fixture.authServiceId, 'organization_manager');
  }, LONG);
  afterAll(async () => {
    await second.close();
    await fixture.close();
    await sink.close();
    await database.drop();
  });

  async function anInvitation() {
    const root = await rows.unit('Acme');
    const unit = await rows.unit('Germany', root);
    await rows.owner(root, owner);
    const guest = await fixture.person();
    const { body } = await fixture.app.post<{ invitation: { id: string } }>(
      `/api/organizations/${unit}/invitations`,
      { email: guest.email, role_ids: [manager] },
      { token: owner.token },
    );
    const token = tokenIn(await mailTo(sink, guest.email, /You are invited/));
    return { root, unit, guest, token, id: body.invitation.id };
  }

  const accept = (on: TestApp, guest: SignedInUser, body: object) =>
    on.post<Problem>('/api/organizations/invitations/accept', body, { token: guest.token });

  it(
    'an invitation that is accepted twice at once is accepted once',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { guest, token, id, unit } = await anInvitation();
        const answers = await Promise.all([
          accept(fixture.app, guest, { token }),
          accept(second, guest, round % 2 ? { token } : { invitation_id: id }),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
        expect(await rows.rolesOf(guest)).toEqual([`${unit} organization_manager`]);
      }
    },
    LONG,
  );

  it(
    'an invitation is accepted or revoked, and the membership says which',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { guest, token, id, unit } = await anInvitation();
        const path = `/api/organizations/${unit}/invitations/${id}`;
        const [accepted, revoked] = await Promise.all([
          accept(fixture.app, guest, { token }),
          second.delete(path, { token: owner.token }),
        ]);
        expect([accepted.status, revoked.status].sort()).toEqual([200, 400]);
        expect(await rows.unitsOf(guest)).toEqual(accepted.status === 200 ? [unit] : []);
      }
    },
    LONG,
  );

  it(
    'an invitation to a unit that is deleted at once leaves neither a membership nor a role',
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { guest, token, unit } = await anInvitation();
        const [accepted, deleted] = await Promise.all([
          accept(fixture.app, guest, { token }),
          second.delete(`/api/organizations/${unit}?force=1`, { token: owner.token }),
        ]);
        // Accepted first, another count hangs on the unit.
        expect([accepted.status, deleted.status]).toEqual(
          accepted.status === 200 ? [200, 409] : [400, 200],
        );
        expect(await rows.unitsOf(guest)).toEqual(accepted.status === 200 ? [unit] : []);
      }
    },
    LONG,
  );
});

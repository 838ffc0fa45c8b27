import { FakeClock, type TestApp } from '#libs/testing';
import {
  PASSWORD,
  sessionIdOf,
  signIn,
  type Account,
  type Accounts,
  type Problem,
  type SignedIn,
} from '../support/accounts.js';
import { proven } from '../support/fresh-proof.js';
import { enrolFactor } from '../support/factors.js';
import { withFixture } from '../support/with-fixture.js';

const PATH = '/api/auth/export';

interface Exported {
  readonly data: Record<string, never>;
}

describe('the export of the own data', () => {
  const clock = new FakeClock();
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let signedIn: SignedIn;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ clock, env: { RATE_LIMIT_ENABLED: 'true' } }));
  }, 60_000);
  beforeEach(async () => {
    account = await accounts.create();
    signedIn = await signIn(app, account);
  });

  const run = async () => {
    const { access_token: token } = signedIn;
    const by = await proven(app, { token, password: PASSWORD }, 'export_account');
    return app.post<Exported & Problem>(PATH, undefined, by);
  };

  it('It has what each feature keeps about the user, as a file', async () => {
    await accounts.rows(
      `INSERT INTO identities (id, user_id, provider, issuer, subject)
       VALUES (gen_random_uuid(), $1, 'google', 'https://accounts.google.com', $2)`,
      [account.id, account.id],
    );
    // Recovery codes alone are no second factor, so that the password still proves.
    await enrolFactor(accounts, account, 'recovery_codes');
    const answer = await run();
    expect(answer.status).toBe(200);
    expect(answer.headers['content-disposition']).toContain('attachment');
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(answer.body.data).toMatchObject({
      profile: { id: account.id, email: account.email },
      address_changes: [],
      linked_identities: [{ provider: 'google', subject: account.id }],
      sessions: [{ id: sessionIdOf(signedIn.refresh_token), current: true }],
      factors: [{ type: 'recovery_codes', name: 'my recovery_codes', last_used_at: null }],
      devices: [{ ip: '127.0.0.1' }],
      activity: expect.arrayContaining([expect.objectContaining({ type: 'user.exported' })]),
    });
  });

  it('It has no secret, and nothing of other users', async () => {
    const other = await accounts.create();
    await signIn(app, other);
    const administrator = await accounts.create();
    await accounts.rows(
      `INSERT INTO audit_events (id, created_at, type, outcome, actor_kind, actor_id, target_kind, target_id, ip, details)
       VALUES (gen_random_uuid(), now(), 'user.updated', 'success', 'user', $1, 'user', $2, '203.0.113.77', $3)`,
      [administrator.id, account.id, { by: administrator.email }],
    );
    const { text } = await run();
    expect(text).toContain('user.updated');
    for (const stranger of [other, administrator]) {
      expect(text).not.toContain(stranger.email);
      expect(text).not.toContain(stranger.id);
    }
    expect(text).not.toContain('203.0.113.77');
    expect(text).not.toMatch(/\$2[aby]\$|hash|secret|_token"/);
  });

  it('It needs a fresh proof for it, which it uses up', async () => {
    const { access_token: token } = signedIn;
    const bare = await app.post(PATH, undefined, { token });
    expect(bare).toMatchObject({ status: 401, body: { code: 'PROOF_REQUIRED' } });
    const by = await proven(app, { token, password: PASSWORD }, 'export_account');
    expect((await app.post(PATH, undefined, by)).status).toBe(200);
    expect((await app.post(PATH, undefined, by)).status).toBe(401);
    expect((await app.get(PATH, by)).status).toBe(405);
  });

  it('It is given five times a day', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      // The limit of the class, which is within a minute, is not tested here.
      clock.advanceSeconds(120);
      statuses.push((await run()).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

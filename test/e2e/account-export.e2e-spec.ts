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
import { OrganizationRows } from '../support/organization-rows.js';
import { EXPORTED_TABLES } from '../support/exported-tables.js';
import { withFixture } from '../support/with-fixture.js';

const PATH = '/api/auth/export';
const AUTH_SERVICE = `(SELECT id FROM services WHERE name = 'auth_service')`;

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
    // The limit of the class, which is within a minute, is not tested here.
    clock.advanceSeconds(120);
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

  it('It has the roles of the user in each service, with their permissions', async () => {
    const [{ id: serviceId } = { id: '' }] = await accounts.rows<{ id: string }>(
      `WITH s AS (INSERT INTO services (id, name, name_canonical)
         VALUES (gen_random_uuid(), 'shop', 'shop') RETURNING id),
       p AS (INSERT INTO permissions (id, service_id, name, name_canonical)
         SELECT gen_random_uuid(), id, 'order:read', 'order:read' FROM s RETURNING id),
       r AS (INSERT INTO roles (id, service_id, name, name_canonical, requires_mfa)
         SELECT gen_random_uuid(), id, 'clerk', 'clerk', true FROM s RETURNING id, service_id),
       h AS (INSERT INTO role_permissions (role_id, permission_id) SELECT r.id, p.id FROM r, p)
       INSERT INTO user_service_roles (id, user_id, service_id, role_id)
       SELECT gen_random_uuid(), $1, service_id, id FROM r RETURNING service_id AS id`,
      [account.id],
    );
    const { body } = await run();
    expect(body.data).toMatchObject({
      roles: [
        {
          service_id: serviceId,
          service_name: 'shop',
          role_name: 'clerk',
          requires_mfa: true,
          permissions: ['order:read'],
        },
      ],
    });
  });

  it('It has the units of which the user is a member, what the user owns, and the roles at units, those of units too', async () => {
    const rows = new OrganizationRows(accounts);
    const acme = await rows.unit('Acme');
    const berlin = await rows.unit('Berlin', acme);
    const other = await rows.unit('Other');
    const stranger = await accounts.create();
    await rows.owner(acme, account);
    await rows.member(berlin, account);
    await rows.role(acme, 'organization_manager');
    await rows.role(berlin, 'organization_manager', account);
    await rows.owner(other, stranger);
    await rows.role(other, 'organization_manager', stranger);
    const { body } = await run();
    const at = { organization_id: acme, role_name: 'organization_manager' };
    expect(body.data['organizations']).toMatchObject({
      memberships: [
        { unit_id: acme, unit_name: 'Acme', organization_name: 'Acme', is_owner: true },
        { unit_id: berlin, unit_name: 'Berlin', organization_name: 'Acme', is_owner: false },
      ],
      roles: [
        { ...at, unit_id: acme, held_by_unit: true },
        {
          ...at,
          unit_id: berlin,
          held_by_unit: false,
          permissions: ['organization:delete', 'organization:read', 'organization:write'],
        },
      ],
    });
  });

  it('It has the tokens that the user minted and the calls that they granted, not those of others', async () => {
    const other = await accounts.create();
    for (const by of [account, other]) {
      await accounts.rows(
        `INSERT INTO app_tokens (id, service_id, name, name_canonical, token_hash, prefix, created_by)
         VALUES (gen_random_uuid(), ${AUTH_SERVICE}, $1, $1, sha256($1::text::bytea), 'gh_12345', $2)`,
        [`token of ${by.id}`, by.id],
      );
      await accounts.rows(
        `WITH s AS (INSERT INTO services (id, name, name_canonical)
           VALUES (gen_random_uuid(), $1, $1) RETURNING id)
         INSERT INTO service_callers (service_id, caller_service_id, scopes, granted_by)
         SELECT ${AUTH_SERVICE}, id, '{users:read}', $2 FROM s`,
        [`caller of ${by.id}`, by.id],
      );
    }
    const { body } = await run();
    expect(body.data).toMatchObject({
      minted_tokens: [
        { name: `token of ${account.id}`, service_name: 'auth_service', prefix: 'gh_12345' },
      ],
      granted_calls: [
        {
          service_name: 'auth_service',
          caller_name: `caller of ${account.id}`,
          scopes: ['users:read'],
        },
      ],
    });
  });

  it('It has which mails were sent and which notices are held back, without their content', async () => {
    await accounts.rows(
      `INSERT INTO mail_outbox (id, template, user_id, payload, message_id, state, finished_at)
       VALUES (gen_random_uuid(), 'factor_added', $1::uuid, NULL, $1::text, 'sent', now())`,
      [account.id],
    );
    await accounts.rows(
      `INSERT INTO mail_folds (key, user_id, payload, kinds, due_at)
       VALUES (sha256($1::text::bytea), $1::uuid, 'sealed', '{"new_sign_in": {"count": 2}}', now())`,
      [account.id],
    );
    const { body, text } = await run();
    expect(body.data).toMatchObject({
      mails: [{ kind: 'factor_added', state: 'sent' }],
      held_back_notices: [{ kinds: { new_sign_in: { count: 2 } } }],
    });
    expect(text).not.toMatch(/payload|sealed/);
  });

  it('It has the sessions that have ended, those of browsers, and the devices that are remembered or forgotten', async () => {
    const sessionId = sessionIdOf(signedIn.refresh_token);
    const ended = await signIn(app, account);
    await app.post('/api/auth/logout', undefined, { token: ended.access_token });
    await accounts.rows(
      `INSERT INTO browser_sessions (id, secret_hash, session_id, created_at, chosen_at)
       VALUES (gen_random_uuid(), sha256($1::text::bytea), $1::uuid, now(), now())`,
      [sessionId],
    );
    await accounts.rows(
      `UPDATE devices SET factor_remembered_until = '2030-01-01T00:00:00Z', is_known = false WHERE user_id = $1`,
      [account.id],
    );
    const { body } = await run();
    expect(body.data).toMatchObject({
      sessions: [
        {
          id: sessionIdOf(ended.refresh_token),
          current: false,
          ended_at: expect.any(String),
          ended_reason: 'signed_out',
        },
        { id: sessionId, current: true, amr: ['pwd'], ended_at: null, ended_reason: null },
      ],
      browser_sessions: [{ session_id: sessionId }],
    });
    const until = { second_factor_remembered_until: '2030-01-01T00:00:00.000Z', is_known: false };
    expect(body.data['devices']).toEqual(expect.arrayContaining([expect.objectContaining(until)]));
  });

  it('It has the accounts that were merged into this one, until that is undone, and a removal of factors that is due', async () => {
    for (const [email, undone] of [
      ['kept@example.test', null],
      ['undone@example.test', 'now'],
    ]) {
      // prettier-ignore
      await accounts.rows(
        `INSERT INTO account_merges
           (id, holder_id, kept_user_id, ended_user_id, ended_email, merged_at, undone_at, account, identities, roles, devices)
         VALUES (gen_random_uuid(), $1, $1, gen_random_uuid(), $2, now(), $3, '{}', '[]', '[]', '[]')`,
        [account.id, email, undone],
      );
    }
    await accounts.rows(
      `INSERT INTO factor_resets (user_id, token_hash, created_at, due_at)
       VALUES ($1::uuid, sha256($1::text::bytea), now(), '2030-01-01T00:00:00Z')`,
      [account.id],
    );
    const { body } = await run();
    expect(body.data).toMatchObject({
      merged_accounts: [{ email: 'kept@example.test' }],
      factor_reset: { due_at: '2030-01-01T00:00:00.000Z' },
    });
  });

  it('Each table of the schema is in a section of it, or is listed with the reason why it is in none', async () => {
    const tables = await accounts.rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND relname <> 'migrations'`,
    );
    expect(Object.keys(EXPORTED_TABLES).sort()).toEqual(tables.map(({ name }) => name).sort());
    const sections = Object.values(EXPORTED_TABLES).flatMap((table) =>
      'section' in table ? [table.section] : [],
    );
    const { body } = await run();
    expect(Object.keys(body.data)).toEqual([...new Set(sections)].sort());
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
      clock.advanceSeconds(120);
      statuses.push((await run()).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

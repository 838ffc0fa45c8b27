import { newId } from '#libs/kernel';
import { runGatehouse } from '#libs/testing';
import { anEmail, mailTo, me, signIn, type Account, type Problem } from '../support/accounts.js';
import { beginSignIn, enrolFactor } from '../support/factors.js';
import { freshProof, proven } from '../support/fresh-proof.js';
import { Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const A_MINUTE = 60_000;
let count = 0;
const aSubject = () => `unmerge-${process.pid}-${(count += 1)}`;

interface Report {
  readonly success: boolean;
  readonly message?: string;
  readonly dry_run: boolean;
  readonly merge_id: string;
  readonly kept: { readonly id: string };
  readonly restored: { readonly id: string; readonly email: string };
  readonly identities_returned: string[];
  readonly roles_returned: { readonly role_name: string }[];
  readonly roles_not_returned: { readonly role_name: string }[];
  readonly sessions_ended: number;
}

describe('a merge of two accounts', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open({ SECRET_KEY }));
  }, 120_000);
  beforeEach(() => setting.provider.reset());

  const command = async (...args: string[]) => {
    const env = { DATABASE_URL: setting.app.databaseUrl, SECRET_KEY, ...setting.sink.env };
    const { code, stdout } = await runGatehouse(['users', 'unmerge', ...args, '--json'], { env });
    return { code, report: JSON.parse(stdout) as Report };
  };

  const link = async (account: Account) => {
    const { access_token: token } = await signIn(setting.app, account);
    const options = await proven(setting.app, { ...account, token }, 'link_identity');
    setting.person({ sub: aSubject(), email: anEmail('linked') });
    const visitor = setting.visitor();
    const begun = await visitor.post<{ authorization_url: string }>('/api/auth/identities/google', {
      ...options,
      body: {},
    });
    expect((await visitor.get(await visitor.consent(begun.body.authorization_url))).status).toBe(
      200,
    );
    return setting.provider.person['sub'];
  };

  async function merge(kept: Account, ended: Account): Promise<void> {
    const { access_token: token } = await signIn(setting.app, kept);
    const own = await proven(setting.app, { ...kept, token }, 'merge');
    const of = { token, password: ended.password };
    const proof = { other_proof: await freshProof(setting.app, of, 'merge', ended.email) };
    const ask = (body: object) =>
      setting.app.post<Problem & { confirmation: string; merged: boolean }>(
        '/api/auth/merge',
        body,
        own,
      );
    const { confirmation } = (await ask(proof)).body;
    expect((await ask({ ...proof, confirmation })).body).toMatchObject({ merged: true });
  }

  const rolesOf = async ({ id }: Account) =>
    (
      await setting.accounts.rows<{ name: string }>(
        `SELECT r.name FROM user_service_roles a JOIN roles r ON r.id = a.role_id
          WHERE a.user_id = $1 ORDER BY r.name`,
        [id],
      )
    ).map(({ name }) => name);

  const holderOf = async (subject: unknown) =>
    (
      await setting.accounts.row<{ user_id: string }>(
        'SELECT user_id FROM identities WHERE subject = $1',
        [subject],
      )
    )?.user_id;

  const mergeId = async ({ id }: Account) =>
    (
      await setting.accounts.row<{ id: string }>(
        'SELECT id FROM account_merges WHERE ended_user_id = $1',
        [id],
      )
    )?.id ?? '';

  const twoAccounts = async () =>
    [await setting.accounts.create(), await setting.accounts.create()] as const;

  it('A merge of accounts is reported to both mailboxes, with a number by which it can be undone', async () => {
    const [kept, ended] = await twoAccounts();
    await merge(kept, ended);
    const id = await mergeId(ended);
    for (const { email } of [kept, ended]) {
      const { text } = await mailTo(setting.sink, email, /are one now/);
      for (const part of [id, kept.email, ended.email, 'For 30 days']) expect(text).toContain(part);
    }
  });

  it(
    'A merge of accounts is undone by the operator: the account, its password, provider and roles return, and sessions end',
    async () => {
      const [kept, ended] = await twoAccounts();
      await setting.accounts.grant(ended, 'token_manager');
      await setting.accounts.grant(ended, 'user_manager');
      await setting.accounts.grant(kept, 'user_manager');
      const subject = await link(ended);
      await merge(kept, ended);
      expect(await holderOf(subject)).toBe(kept.id);
      const { access_token: token } = await signIn(setting.app, kept);

      const shown = await command(ended.email, '--dry-run');
      expect(shown).toMatchObject({
        code: 0,
        report: { dry_run: true, restored: { id: ended.id } },
      });
      expect(await holderOf(subject)).toBe(kept.id);
      expect((await me(setting.app, token)).status).toBe(200);

      const { code, report } = await command(ended.email.toUpperCase());
      expect(code).toBe(0);
      expect(report).toMatchObject({ success: true, dry_run: false, kept: { id: kept.id } });
      expect(report.restored).toMatchObject({ id: ended.id, email: ended.email });
      expect(report.roles_returned.map(({ role_name }) => role_name).sort()).toEqual([
        'token_manager',
        'user_manager',
      ]);
      expect(report.roles_not_returned).toEqual([]);
      expect(report.sessions_ended).toBeGreaterThan(0);
      expect(await holderOf(subject)).toBe(ended.id);
      expect(await rolesOf(ended)).toEqual(['token_manager', 'user_manager']);
      expect(await rolesOf(kept)).toEqual(['user_manager']);
      expect((await me(setting.app, token)).status).toBe(401);
      const back = await signIn(setting.app, ended);
      expect(back.user).toMatchObject({ id: ended.id });
      expect(
        (await setting.app.get('/api/tokens/usage', { token: back.access_token })).status,
      ).not.toBe(401);
      for (const { email } of [kept, ended]) await mailTo(setting.sink, email, /by itself again/);
      const trail = await setting.accounts.row<{ actor_kind: string; details: object }>(
        `SELECT actor_kind, details FROM audit_events WHERE type = 'user.unmerged' AND target_id = $1`,
        [kept.id],
      );
      expect(trail).toMatchObject({ actor_kind: 'operator', details: { user_id: ended.id } });

      const again = await command(ended.email);
      expect(again.code).toBe(1);
      expect(again.report.message).toMatch(/undone already/);
    },
    A_MINUTE,
  );

  it(
    'An undone merge returns a provider that was unlinked meanwhile, and no role that was revoked meanwhile',
    async () => {
      const [kept, ended] = await twoAccounts();
      await setting.accounts.grant(ended, 'token_manager');
      const subject = await link(ended);
      await merge(kept, ended);
      await setting.accounts.rows('DELETE FROM identities WHERE subject = $1', [subject]);
      await setting.accounts.rows('DELETE FROM user_service_roles WHERE user_id = $1', [kept.id]);
      const { code, report } = await command(await mergeId(ended));
      expect(code).toBe(0);
      expect(report.identities_returned).toHaveLength(1);
      expect(report.roles_not_returned).toMatchObject([{ role_name: 'token_manager' }]);
      expect(await holderOf(subject)).toBe(ended.id);
      expect(await rolesOf(ended)).toEqual([]);
    },
    A_MINUTE,
  );

  it(
    'A merge of accounts is not undone beside a new account of its address, or after the period, and nothing changes',
    async () => {
      const [kept, ended] = await twoAccounts();
      const subject = await link(ended);
      await merge(kept, ended);
      const squatter = await setting.accounts.create({ email: ended.email });
      const taken = await command(await mergeId(ended));
      expect([taken.code, taken.report.message]).toEqual([
        1,
        expect.stringMatching(/another account meanwhile/),
      ]);
      expect(await holderOf(subject)).toBe(kept.id);
      await setting.accounts.rows('DELETE FROM users WHERE id = $1', [squatter.id]);
      await setting.accounts.rows(
        `UPDATE account_merges SET merged_at = now() - interval '31 days' WHERE ended_user_id = $1`,
        [ended.id],
      );
      const late = await command(ended.id);
      expect([late.code, late.report.message]).toEqual([
        1,
        expect.stringMatching(/more than 30 days ago/),
      ]);
      const unknown = await command(newId());
      expect([unknown.code, unknown.report.message]).toEqual([
        1,
        expect.stringMatching(/no such merge/),
      ]);
    },
    A_MINUTE,
  );

  it(
    'A merge of accounts that is covered by a later one is undone after that',
    async () => {
      const [first, second] = await twoAccounts();
      const third = await setting.accounts.create();
      const subject = await link(first);
      await merge(second, first);
      await merge(third, second);
      const early = await command(await mergeId(first));
      expect(early.code).toBe(1);
      expect(early.report.message).toContain(await mergeId(second));
      expect((await command(second.email)).code).toBe(0);
      expect(await holderOf(subject)).toBe(second.id);
      expect((await command(first.email)).code).toBe(0);
      expect(await holderOf(subject)).toBe(first.id);
    },
    A_MINUTE,
  );

  it('An account with a second factor is merged only into one that has one, too, and has its factors again when it is undone', async () => {
    const [kept, ended] = await twoAccounts();
    const { access_token: token } = await signIn(setting.app, kept);
    const own = await proven(setting.app, { ...kept, token }, 'merge');
    const of = { token, password: ended.password };
    const other_proof = await freshProof(setting.app, of, 'merge', ended.email);
    const ask = (body: object = {}) =>
      setting.app.post<Problem & { confirmation: string }>(
        '/api/auth/merge',
        { other_proof, ...body },
        own,
      );
    const { confirmation } = (await ask()).body;
    const factor = await enrolFactor(setting.accounts, ended);
    // The proofs were made before; without the rule they would have to be made anew.
    await setting.accounts.rows('UPDATE fresh_proofs SET factor_id = $2 WHERE user_id = $1', [
      ended.id,
      factor,
    ]);
    const refused = { status: 409, body: { code: 'MERGE_NEEDS_SECOND_FACTOR' } };
    expect(await ask()).toMatchObject(refused);
    expect(await ask({ confirmation })).toMatchObject(refused);
    expect(
      await setting.accounts.row('SELECT 1 FROM users WHERE id = $1', [ended.id]),
    ).toBeTruthy();
    const keptFactor = await enrolFactor(setting.accounts, kept);
    await setting.accounts.rows('UPDATE fresh_proofs SET factor_id = $2 WHERE user_id = $1', [
      kept.id,
      keptFactor,
    ]);
    const passkey = await enrolFactor(setting.accounts, ended, 'passkey');
    await setting.accounts.rows(
      `INSERT INTO passkeys (factor_id, credential_id, public_key, sign_count, transports, aaguid, is_backup_eligible, is_backed_up)
       VALUES ($1, $2, '\\x00', 7, '{usb}', gen_random_uuid(), false, false)`,
      [passkey, Buffer.from(passkey)],
    );
    const codes = await enrolFactor(setting.accounts, ended, 'recovery_codes');
    await setting.accounts.rows(
      `INSERT INTO recovery_codes (factor_id, code_hash) VALUES ($1, '\\x01')`,
      [codes],
    );
    const kinds = () =>
      setting.accounts.rows(
        `SELECT to_jsonb(f) AS factor, to_jsonb(t) AS totp, to_jsonb(p) AS passkey, to_jsonb(c) AS code
         FROM factors f LEFT JOIN totp_secrets t ON t.factor_id = f.id LEFT JOIN passkeys p ON p.factor_id = f.id
           LEFT JOIN recovery_codes c ON c.factor_id = f.id
         WHERE f.user_id = $1 ORDER BY f.id`,
        [ended.id],
      );
    const before = await kinds();
    expect(before).toHaveLength(3);
    expect(await ask({ confirmation: (await ask()).body.confirmation })).toMatchObject({
      status: 200,
    });
    expect(await kinds()).toEqual([]);
    expect((await command(ended.id)).code).toBe(0);
    expect(await kinds()).toEqual(before);
    await beginSignIn(setting.app, ended);
  });

  it(
    'A device that was remembered before a merge is not remembered after it was undone',
    async () => {
      const [kept, ended] = await twoAccounts();
      await signIn(setting.app, ended);
      await setting.accounts.rows(
        `UPDATE devices SET factor_remembered_until = now() + interval '1 year' WHERE user_id = $1`,
        [ended.id],
      );
      await merge(kept, ended);
      expect((await command(ended.id)).code).toBe(0);
      const devices = await setting.accounts.rows(
        'SELECT is_known, factor_remembered_until AS until FROM devices WHERE user_id = $1',
        [ended.id],
      );
      expect(devices).toContainEqual({ is_known: true, until: null });
      expect(devices).not.toContainEqual(expect.objectContaining({ until: expect.any(Date) }));
    },
    A_MINUTE,
  );

  it('A merge of accounts leaves no record when the account that holds it is erased', async () => {
    const [kept, ended] = await twoAccounts();
    await merge(kept, ended);
    const { access_token: token } = await signIn(setting.app, kept);
    const erased = await setting.app.call('DELETE', '/api/auth/me', {
      token,
      body: { password: kept.password },
    });
    expect(erased.status).toBe(200);
    expect(await mergeId(ended)).toBe('');
  });

  it(
    'An undone merge leaves no data of the account behind',
    async () => {
      const [kept, ended] = await twoAccounts();
      await merge(kept, ended);
      expect((await command(ended.id)).code).toBe(0);
      const record = await setting.accounts.row(
        'SELECT account, identities, roles, devices, factors, units FROM account_merges WHERE ended_user_id = $1',
        [ended.id],
      );
      expect(record).toEqual({
        account: {},
        identities: [],
        roles: [],
        devices: [],
        factors: {},
        units: {},
      });
    },
    A_MINUTE,
  );
});

import { Administrators } from '#api/rbac';
import { NewAdministrators } from '#api/auth';
import { UnitOfWork } from '#api/platform/changes';
import {
  anEmail,
  mailTo,
  me,
  OTHER_PASSWORD,
  signIn,
  tokenIn,
  type Account,
  type Problem,
} from '../support/accounts.js';
import { enrolFactor } from '../support/factors.js';
import { proven, type Prover } from '../support/fresh-proof.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import type { Visitor } from './support/providers/visitor.js';
import { withFixture } from '../support/with-fixture.js';

let count = 0;
const aSubject = () => `hijack-${process.pid}-${(count += 1)}`;

/** By a provider that is authoritative for no address. */
const facebook = (setting: Setting, id: string, email: string): void => {
  setting.provider.profiles = { '/facebook/me': { id, email } };
};

const identitiesOf = (setting: Setting, email: string) =>
  setting.accounts.rows<{ provider: string; subject: string }>(
    `SELECT provider, subject FROM identities JOIN users u ON u.id = user_id WHERE u.email = $1
      ORDER BY provider`,
    [email],
  );

async function resetBy(setting: Setting, email: string): Promise<void> {
  await setting.app.post('/api/password/forgot', { email });
  const token = tokenIn(await mailTo(setting.sink, email, /password/i));
  const answer = await setting.app.post('/api/password/reset', { token, password: OTHER_PASSWORD });
  expect(answer.status).toBe(200);
}

const verify = (setting: Setting, token: string) =>
  setting.app.get(`/api/auth/verify-email/${token}`);

describe('an account that a stranger made at an address by a provider that does not vouch for it', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);
  beforeEach(() => setting.provider.reset());

  it('A reset of the password by the owner of an address removes the identities of a stranger', async () => {
    const email = anEmail('victim');
    const attacker = aSubject();
    facebook(setting, attacker, email);
    expect(await setting.visitor().signIn('facebook')).toMatchObject({
      status: 403,
      body: { code: 'EMAIL_NOT_VERIFIED' },
    });
    await resetBy(setting, email);
    expect(await identitiesOf(setting, email)).toEqual([]);
    expect(await setting.visitor().signIn('facebook')).toMatchObject({
      status: 409,
      body: { code: 'LINK_REQUIRED' },
    });
    const trace = await setting.accounts.row<{ details: object }>(
      `SELECT details FROM audit_events WHERE type = 'user.password_reset'
        AND target_id = (SELECT id::text FROM users WHERE email = $1)`,
      [email],
    );
    expect(trace?.details).toMatchObject({ identities_removed: 1 });
  });

  it('A provider that vouches for the address removes the second factors of a stranger with the rest', async () => {
    const email = anEmail('victim');
    const { id } = await setting.accounts.create({ email, isVerified: false });
    await setting.accounts.rows(
      `INSERT INTO factors (id, user_id, type, name, created_at, confirmed_at)
       VALUES (gen_random_uuid(), $1, 'totp', 'Phone', now(), now())`,
      [id],
    );
    setting.person({ sub: aSubject(), email });
    expect((await setting.visitor().signIn('google')).status).toBe(200);
    expect(await setting.accounts.rows('SELECT id FROM factors WHERE user_id = $1', [id])).toEqual(
      [],
    );
    const trace = await setting.accounts.row<{ details: object }>(
      `SELECT details FROM audit_events WHERE type = 'user.taken_over' AND target_id = $1`,
      [id],
    );
    expect(trace?.details).toMatchObject({ factors_removed: 1 });
  });

  it('A provider that vouches for the address takes no account with a second factor from who verified it before', async () => {
    const email = anEmail('owner');
    const { id } = await setting.accounts.create({ email });
    await enrolFactor(setting.accounts, { id });
    await setting.accounts.rows(`UPDATE users SET vouched_by = 'facebook' WHERE id = $1`, [id]);
    setting.person({ sub: aSubject(), email });
    expect(await setting.visitor().signIn('google')).toMatchObject({
      status: 409,
      body: { code: 'LINK_REQUIRED' },
    });
    expect(
      await setting.accounts.rows('SELECT id FROM factors WHERE user_id = $1', [id]),
    ).toHaveLength(1);
  });

  it('A reset keeps identities from long ago when the address was verified before', async () => {
    setting.person({ sub: aSubject(), email: anEmail() });
    const { body } = await setting.visitor().signIn('google');
    await setting.accounts.rows(
      `UPDATE identities SET created_at = now() - interval '31 days' WHERE user_id = $1`,
      [body.user.id],
    );
    await resetBy(setting, body.user.email);
    expect(await identitiesOf(setting, body.user.email)).toHaveLength(1);
  });

  it('An address of a provider is confirmed by a mail that names the provider, and by no other', async () => {
    const email = anEmail('victim');
    facebook(setting, aSubject(), email);
    await setting.visitor().signIn('facebook');
    const mail = await mailTo(setting.sink, email, /Confirm/);
    expect(mail.text).toMatch(/facebook/);
    expect((await verify(setting, tokenIn(mail))).status).toBe(200);
    expect((await setting.visitor().signIn('facebook')).status).toBe(200);
  });
});

describe('without verification of addresses', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open({ EMAIL_VERIFICATION_REQUIRED: 'false' }));
  }, 120_000);
  beforeEach(() => setting.provider.reset());

  const link = async (visitor: Visitor, prover: Prover, provider: string) => {
    const begun = await visitor.post<{ authorization_url: string }>(
      `/api/auth/identities/${provider}`,
      { ...(await proven(setting.app, prover, 'link_identity')), body: {} },
    );
    return visitor.get(await visitor.consent(begun.body.authorization_url));
  };

  it('A provider that is linked after the mail was sent needs another mail', async () => {
    const email = anEmail('victim');
    const password = 'a long walk by the sea';
    await setting.app.post('/api/auth/register', { email, password });
    const first = await mailTo(setting.sink, email, /Confirm/);
    expect(first.text).not.toMatch(/google/);
    const { access_token: token } = await signIn(setting.app, { id: '', email, password });
    setting.person({ sub: aSubject(), email: anEmail('attacker') });
    expect((await link(setting.visitor(), { token, password }, 'google')).status).toBe(200);
    expect((await verify(setting, tokenIn(first))).status).toBe(400);
    const second = await mailTo(setting.sink, email, /Confirm/, 2);
    expect(second.text).toMatch(/google/);
    expect((await verify(setting, tokenIn(second))).status).toBe(200);
    expect(await identitiesOf(setting, email)).toHaveLength(1);
  });

  /** With an open session and a code that was not exchanged. */
  const stranger = async (email: string) => {
    facebook(setting, aSubject(), email);
    const visitor = setting.visitor();
    const { body } = await visitor.signIn('facebook');
    const later = await visitor.signIn('facebook', { redirect_uri: REDIRECT_URI });
    const code = new URL(String(later.headers.location)).searchParams.get('code');
    return async () => {
      const { access_token, refresh_token } = body;
      expect((await me(setting.app, access_token)).status).toBe(401);
      expect((await setting.app.post('/api/auth/refresh', { refresh_token })).status).toBe(401);
      expect((await setting.app.post('/api/oauth/token', { code })).status).toBe(400);
    };
  };

  it('A reset ends the identity, session and unused code of a stranger', async () => {
    const email = anEmail('victim');
    const expectOut = await stranger(email);
    await resetBy(setting, email);
    await expectOut();
    expect(await identitiesOf(setting, email)).toEqual([]);
  });

  it('A sign-in of the owner by a provider that vouches ends the stranger’s identity, session and code', async () => {
    const email = anEmail('victim');
    const expectOut = await stranger(email);
    setting.person({ sub: aSubject(), email });
    const owner = await setting.visitor().signIn('google');
    expect(owner).toMatchObject({ status: 200, body: { user: { email } } });
    await expectOut();
    expect(await identitiesOf(setting, email)).toMatchObject([{ provider: 'google' }]);
    expect((await me(setting.app, owner.body.access_token)).status).toBe(200);
  });
});

describe('the first administrator at an address that has an account', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);

  const noAdministrator = () =>
    setting.accounts.rows(
      `DELETE FROM user_service_roles USING roles r WHERE role_id = r.id AND r.name = 'admin'`,
    );
  const exists = () =>
    setting.app.nest
      .get(UnitOfWork)
      .run(({ tx }) => setting.app.nest.get(Administrators, { strict: false }).exists(tx));
  const claim = (account: Account) =>
    setting.app.nest
      .get(NewAdministrators, { strict: false })
      .createFirst({ email: account.email, password: OTHER_PASSWORD });

  it('The first administrator gets the account active and without any credential of its maker', async () => {
    await noAdministrator();
    const squatter = await setting.accounts.create({ isVerified: false });
    setting.person({ sub: aSubject(), email: anEmail() });
    const { body } = await setting.visitor().signIn('google');
    await setting.accounts.rows('UPDATE identities SET user_id = $1 WHERE user_id = $2', [
      squatter.id,
      body.user.id,
    ]);
    const link = await setting.accounts.mailedToken(squatter, 'reset_password');
    await setting.accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [squatter.id]);
    expect(await claim(squatter)).toBe(true);
    expect(await identitiesOf(setting, squatter.email)).toEqual([]);
    const change = { token: link, password: 'another fine password' };
    expect((await setting.app.post<Problem>('/api/password/reset', change)).status).toBe(400);
    await signIn(setting.app, { ...squatter, password: OTHER_PASSWORD });
    expect((await setting.visitor().signIn('google')).body.user.id).not.toBe(squatter.id);
  });

  it.each(['is_active', 'is_email_verified'])(
    'The only administrator does not count as one when %s is false',
    async (column) => {
      await noAdministrator();
      const account = await setting.accounts.create();
      await setting.accounts.grant(account, 'admin');
      expect(await exists()).toBe(true);
      await setting.accounts.rows(`UPDATE users SET ${column} = false WHERE id = $1`, [account.id]);
      expect(await exists()).toBe(false);
    },
  );
});

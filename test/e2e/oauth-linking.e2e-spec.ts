import { newId } from '#libs/kernel';
import { anEmail, mailTo, me, OTHER_PASSWORD, signIn, type Problem } from '../support/accounts.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import type { Visitor } from './support/providers/visitor.js';

let count = 0;
const aSubject = () => `linked-${process.pid}-${(count += 1)}`;

interface Listed {
  readonly identities: { readonly id: string; readonly provider: string }[];
  readonly has_password: boolean;
}

describe('the ways into an account', () => {
  let setting: Setting;

  beforeAll(async () => {
    setting = await Setting.open();
  }, 120_000);
  afterAll(() => setting?.close());
  beforeEach(() => {
    setting.provider.reset();
    setting.person({ sub: aSubject(), email: anEmail() });
  });

  const list = async (token: string) =>
    (await setting.app.get<Listed>('/api/auth/identities', { token })).body;
  const beginLink = (visitor: Visitor, token: string, provider = 'google', body: object = {}) =>
    visitor.post<{ authorization_url: string; code?: string }>(`/api/auth/identities/${provider}`, {
      token,
      body,
    });
  const link = async (visitor: Visitor, token: string, provider = 'google') => {
    const begun = await beginLink(visitor, token, provider);
    expect(begun.status).toBe(200);
    return visitor.get(await visitor.consent(begun.body.authorization_url));
  };
  const unlink = (token: string, id: string) =>
    setting.app.delete<Problem>(`/api/auth/identities/${id}`, { token });

  it('are linked and unlinked by who is signed in, who is told each time', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const linked = await link(setting.visitor(), token);
    expect(linked).toMatchObject({ status: 200, body: { message: 'Identity linked' } });
    await mailTo(setting.sink, account.email, /was added/);
    const { identities, has_password } = await list(token);
    expect(identities).toMatchObject([{ provider: 'google' }]);
    expect(has_password).toBe(true);
    const byProvider = await setting.visitor().signIn('google');
    expect(byProvider.body.user.id).toBe(account.id);
    expect((await unlink(token, identities[0]?.id ?? '')).status).toBe(200);
    await mailTo(setting.sink, account.email, /was removed/);
    expect((await list(token)).identities).toHaveLength(0);
  });

  it('are linked with a way back to the application, from the list alone', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const evil = await beginLink(visitor, token, 'google', { redirect_uri: 'https://evil.test/' });
    expect(evil).toMatchObject({ status: 400, body: { code: 'REDIRECT_URI_NOT_ALLOWED' } });
    const begun = await beginLink(visitor, token, 'google', { redirect_uri: REDIRECT_URI });
    const answer = await visitor.get(await visitor.consent(begun.body.authorization_url));
    expect(answer).toMatchObject({ status: 302 });
    expect(answer.headers.location).toBe(`${REDIRECT_URI}?linked=google`);
  });

  it('are not linked in the browser of somebody else', async () => {
    const attacker = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, attacker);
    const own = setting.visitor();
    const begun = await beginLink(own, token);
    const path = await own.consent(begun.body.authorization_url);
    const answer = await setting.visitor().get(path);
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_OAUTH_STATE' } });
    expect((await list(token)).identities).toHaveLength(0);
  });

  it('are not linked any more when the session has ended meanwhile', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const begun = await beginLink(visitor, token);
    const path = await visitor.consent(begun.body.authorization_url);
    await setting.app.post('/api/auth/logout', undefined, { token });
    expect(await visitor.get(path)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('are changed only after a recent sign-in', async () => {
    const account = await setting.accounts.create();
    await setting.accounts.rows('SELECT 1');
    const { refresh_token } = await signIn(setting.app, account);
    await setting.accounts.rows(
      `UPDATE sessions SET auth_time = auth_time - interval '11 minutes' WHERE user_id = $1`,
      [account.id],
    );
    const renewed = await setting.app.post<{ access_token: string }>('/api/auth/refresh', {
      refresh_token,
    });
    const token = renewed.body.access_token;
    const refusal = { status: 401, body: { code: 'REAUTHENTICATION_REQUIRED' } };
    expect(await beginLink(setting.visitor(), token)).toMatchObject(refusal);
    expect(await unlink(token, newId())).toMatchObject(refusal);
    const password = { password: OTHER_PASSWORD };
    const set = await setting.app.post('/api/auth/set-password', password, { token });
    expect(set).toMatchObject(refusal);
    const merge = await setting.app.post('/api/auth/merge', { other_access_token: 'x' }, { token });
    expect(merge).toMatchObject(refusal);
  });

  it('belong to one account each', async () => {
    const first = await setting.visitor().signIn('google');
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const answer = await link(setting.visitor(), token);
    expect(answer).toMatchObject({ status: 409, body: { code: 'IDENTITY_TAKEN' } });
    const [identity] = (await list(first.body.access_token)).identities;
    expect(await unlink(token, identity?.id ?? '')).toMatchObject({
      status: 404,
      body: { code: 'IDENTITY_NOT_FOUND' },
    });
  });

  it('are never fewer than one; a first password makes another', async () => {
    const { body } = await setting.visitor().signIn('google');
    const token = body.access_token;
    const id = (await list(token)).identities[0]?.id ?? '';
    const refusal = { status: 409, body: { code: 'LAST_SIGN_IN_METHOD' } };
    expect(await unlink(token, id)).toMatchObject(refusal);
    const set = (password: string) =>
      setting.app.post<Problem>('/api/auth/set-password', { password }, { token });
    expect(await set('password1')).toMatchObject({ body: { code: 'PASSWORD_UNACCEPTABLE' } });
    expect((await set(OTHER_PASSWORD)).status).toBe(200);
    expect(await set(OTHER_PASSWORD)).toMatchObject({
      status: 409,
      body: { code: 'PASSWORD_ALREADY_SET' },
    });
    const { id: userId, email } = body.user;
    await signIn(setting.app, { id: userId, email, password: OTHER_PASSWORD });
    expect((await unlink(token, id)).status).toBe(200);
  });

  it('take unused codes with them', async () => {
    const visitor = setting.visitor();
    const { body } = await visitor.signIn('google');
    const later = await visitor.signIn('google', { redirect_uri: REDIRECT_URI });
    const code = new URL(String(later.headers.location)).searchParams.get('code');
    const token = body.access_token;
    await setting.app.post('/api/auth/set-password', { password: OTHER_PASSWORD }, { token });
    await unlink(token, (await list(token)).identities[0]?.id ?? '');
    expect((await setting.app.post('/api/oauth/token', { code })).status).toBe(400);
  });

  describe('of two accounts of one person', () => {
    const merge = (token: string, body: object) =>
      setting.app.post<Problem & { confirmation: string; identities: unknown[]; roles: unknown[] }>(
        '/api/auth/merge',
        body,
        { token },
      );

    it('come together: shown first, then moved, and the second account ends', async () => {
      const account = await setting.accounts.create();
      const { access_token: token } = await signIn(setting.app, account);
      const second = await setting.visitor().signIn('google');
      const other = second.body;
      await setting.accounts.grant({ ...account, id: other.user.id }, 'token_manager');
      const proof = { other_access_token: other.access_token };
      const shown = await merge(token, proof);
      expect(shown).toMatchObject({
        status: 200,
        body: {
          merged: false,
          identities: [{ provider: 'google' }],
          other_email: other.user.email,
        },
      });
      expect((await me(setting.app, other.access_token)).status).toBe(200);
      const wrong = await merge(token, { ...proof, confirmation: 'x'.repeat(43) });
      expect(wrong).toMatchObject({ status: 409, body: { code: 'MERGE_CHANGED' } });
      const { confirmation } = shown.body;
      const done = await merge(token, { ...proof, confirmation });
      expect(done).toMatchObject({ status: 200, body: { merged: true } });
      expect((await me(setting.app, other.access_token)).status).toBe(401);
      expect((await list(token)).identities).toMatchObject([{ provider: 'google' }]);
      const again = await setting.visitor().signIn('google');
      expect(again.body.user.id).toBe(account.id);
      await mailTo(setting.sink, account.email, /are one now/);
      await mailTo(setting.sink, other.user.email, /are one now/);
      const trace = await setting.accounts.row<{ details: Record<string, unknown> }>(
        `SELECT details FROM audit_events WHERE type = 'user.merged' AND target_id = $1`,
        [account.id],
      );
      expect(trace?.details).toMatchObject({ merged_user_id: other.user.id });
      // By these rows guards learn of roles that have moved, each in its service.
      const told = await setting.accounts.rows(
        `SELECT s.name FROM change_log c LEFT JOIN services s ON s.id = c.service_id
         WHERE c.kind = 'user_permissions_changed' AND c.user_id = $1`,
        [account.id],
      );
      expect(told).toEqual([{ name: 'auth_service' }]);
    });

    it('do not on a preview that is no longer true', async () => {
      const account = await setting.accounts.create();
      const { access_token: token } = await signIn(setting.app, account);
      const other = (await setting.visitor().signIn('google')).body;
      const proof = { other_access_token: other.access_token };
      const { confirmation } = (await merge(token, proof)).body;
      await setting.accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject) VALUES ($1, $2, 'acme', 'x', $3)`,
        [newId(), other.user.id, aSubject()],
      );
      expect(await merge(token, { ...proof, confirmation })).toMatchObject({
        status: 409,
        body: { code: 'MERGE_CHANGED' },
      });
    });

    it('do not by a sign-in of the second that is too long ago', async () => {
      const account = await setting.accounts.create();
      const { access_token: token } = await signIn(setting.app, account);
      const other = (await setting.visitor().signIn('google')).body;
      await setting.accounts.rows(
        `UPDATE sessions SET auth_time = auth_time - interval '11 minutes' WHERE user_id = $1`,
        [other.user.id],
      );
      const { refresh_token } = other;
      const renewed = await setting.app.post<{ access_token: string }>('/api/auth/refresh', {
        refresh_token,
      });
      const answer = await merge(token, { other_access_token: renewed.body.access_token });
      expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_MERGE' } });
      expect(answer.body.message).toMatch(/too long ago/);
    });

    const noAdministrator = () =>
      setting.accounts.rows(
        `DELETE FROM user_service_roles WHERE role_id IN (SELECT r.id FROM roles r
           JOIN services s ON s.id = r.service_id WHERE s.name = 'auth_service' AND r.name = 'admin')`,
      );
    const onlyAdministrator = async () => {
      await noAdministrator();
      const only = await setting.accounts.create();
      await setting.accounts.grant(only, 'admin');
      return signIn(setting.app, only);
    };

    it('do when the second is the only administrator: the first is it then', async () => {
      const only = await onlyAdministrator();
      const kept = await setting.accounts.create();
      const { access_token: token } = await signIn(setting.app, kept);
      const proof = { other_access_token: only.access_token };
      const { confirmation, roles } = (await merge(token, proof)).body;
      expect(roles).toMatchObject([{ service_name: 'auth_service', role_name: 'admin' }]);
      expect((await merge(token, { ...proof, confirmation })).status).toBe(200);
      expect((await setting.app.get('/api/roles/services', { token })).status).toBe(200);
    });

    it('do not when nobody verified would be left to administer', async () => {
      const only = await onlyAdministrator();
      const kept = await setting.accounts.create();
      const { access_token: token } = await signIn(setting.app, kept);
      const verified = 'UPDATE users SET is_email_verified = $2 WHERE id = $1';
      await setting.accounts.rows(verified, [kept.id, false]);
      const proof = { other_access_token: only.access_token };
      const { confirmation } = (await merge(token, proof)).body;
      expect(await merge(token, { ...proof, confirmation })).toMatchObject({
        status: 409,
        body: { code: 'LAST_ADMIN' },
      });
      expect((await me(setting.app, only.access_token)).status).toBe(200);
    });

    it('do not without a proof of the second', async () => {
      const account = await setting.accounts.create();
      const { access_token: token } = await signIn(setting.app, account);
      for (const other_access_token of ['x', token]) {
        expect(await merge(token, { other_access_token })).toMatchObject({
          status: 400,
          body: { code: 'INVALID_MERGE' },
        });
      }
    });
  });
});

import { newId } from '#libs/kernel';
import {
  anEmail,
  mailTo,
  me,
  OTHER_PASSWORD,
  PASSWORD,
  signIn,
  type Account,
  type Problem,
} from '../support/accounts.js';
import { freshProof, proofHeaders, showing } from '../support/fresh-proof.js';
import { provenByProvider, proveByProvider } from './support/providers/provider-proof.js';
import { NATIVE_URIS, REDIRECT_URI, Setting } from './support/providers/setting.js';
import type { Visitor } from './support/providers/visitor.js';
import { withFixture } from '../support/with-fixture.js';

let count = 0;
const aSubject = () => `linked-${process.pid}-${(count += 1)}`;

interface Listed {
  readonly identities: { readonly id: string; readonly provider: string }[];
  readonly has_password: boolean;
}

describe('linked identities of an account', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    setting.person({ sub: aSubject(), email: anEmail() });
  });

  const list = async (token: string) =>
    (await setting.app.get<Listed>('/api/auth/identities', { token })).body;
  const beginLink = async (
    visitor: Visitor,
    token: string,
    provider = 'google',
    body: object = {},
  ) => {
    const path = `/api/auth/identities/${provider}`;
    const headers = await proofHeaders(setting.app, { token, password: PASSWORD }, 'POST', path);
    return visitor.post<{ authorization_url: string; code?: string }>(path, {
      token,
      body,
      headers,
    });
  };
  const link = async (visitor: Visitor, token: string, provider = 'google') => {
    const begun = await beginLink(visitor, token, provider);
    expect(begun.status).toBe(200);
    return visitor.get(await visitor.consent(begun.body.authorization_url));
  };
  const unlink = async (token: string, id: string, password = PASSWORD) => {
    const path = `/api/auth/identities/${id}`;
    const headers = await proofHeaders(setting.app, { token, password }, 'DELETE', path);
    return setting.app.delete<Problem>(path, { token, headers });
  };

  it('Identities are linked and unlinked by the signed-in user, who is told each time', async () => {
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

  it('Identities are linked with a return address of the application, from the list alone', async () => {
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

  it.each(NATIVE_URIS)(
    'A link returns to %s without a code, and therefore without a challenge',
    async (uri) => {
      const account = await setting.accounts.create();
      const { access_token: token } = await signIn(setting.app, account);
      const visitor = setting.visitor();
      const begun = await beginLink(visitor, token, 'google', { redirect_uri: uri });
      const answer = await visitor.get(await visitor.consent(begun.body.authorization_url));
      expect([answer.status, answer.headers.location]).toEqual([302, `${uri}?linked=google`]);
    },
  );

  it('Identities are not linked in the browser of another user', async () => {
    const attacker = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, attacker);
    const own = setting.visitor();
    const begun = await beginLink(own, token);
    const path = await own.consent(begun.body.authorization_url);
    const answer = await setting.visitor().get(path);
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_OAUTH_STATE' } });
    expect((await list(token)).identities).toHaveLength(0);
  });

  it('Identities are not linked when the session has ended meanwhile', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const begun = await beginLink(visitor, token);
    const path = await visitor.consent(begun.body.authorization_url);
    await setting.app.post('/api/auth/logout', undefined, { token });
    expect(await visitor.get(path)).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  });

  it('Identities belong to one account each', async () => {
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

  it('The last way to sign in cannot be unlinked; a first password adds another', async () => {
    const { body } = await setting.visitor().signIn('google');
    const token = body.access_token;
    const id = (await list(token)).identities[0]?.id ?? '';
    const refusal = { status: 409, body: { code: 'LAST_SIGN_IN_METHOD' } };
    expect(await unlink(token, id)).toMatchObject(refusal);
    const options = await provenByProvider(setting.visitor(), token, { purpose: 'set_password' });
    const set = (password: string) =>
      setting.app.post<Problem>('/api/auth/set-password', { password }, options);
    expect(await set('password1')).toMatchObject({ body: { code: 'PASSWORD_UNACCEPTABLE' } });
    expect((await set(OTHER_PASSWORD)).status).toBe(200);
    expect(await set(OTHER_PASSWORD)).toMatchObject({
      status: 409,
      body: { code: 'PASSWORD_ALREADY_SET' },
    });
    const { id: userId, email } = body.user;
    await signIn(setting.app, { id: userId, email, password: OTHER_PASSWORD });
    expect((await unlink(token, id, OTHER_PASSWORD)).status).toBe(200);
  });

  it('Unlinking an identity deletes its unused codes', async () => {
    const visitor = setting.visitor();
    const { body } = await visitor.signIn('google');
    const later = await visitor.signIn('google', { redirect_uri: REDIRECT_URI });
    const code = new URL(String(later.headers.location)).searchParams.get('code');
    const token = body.access_token;
    const options = await provenByProvider(setting.visitor(), token, { purpose: 'set_password' });
    await setting.app.post('/api/auth/set-password', { password: OTHER_PASSWORD }, options);
    const id = (await list(token)).identities[0]?.id ?? '';
    expect((await unlink(token, id, OTHER_PASSWORD)).status).toBe(200);
    expect((await setting.app.post('/api/oauth/token', { code })).status).toBe(400);
  });

  describe('merges of two accounts', () => {
    /** A signed-in user, with the fresh proof of the own account. */
    interface Merging {
      readonly token: string;
      readonly headers: Record<string, string>;
    }

    const merge = (merging: Merging, body: object) =>
      setting.app.post<Problem & { confirmation: string; identities: unknown[]; roles: unknown[] }>(
        '/api/auth/merge',
        body,
        merging,
      );
    const merging = async (account: Account): Promise<Merging> => {
      const { access_token: token } = await signIn(setting.app, account);
      const proof = await freshProof(setting.app, { token, password: PASSWORD }, 'merge');
      return { token, headers: showing(proof) };
    };
    /** A proof of the user at the provider, in the session of the merge. */
    const otherAtProvider = async ({ token }: Merging) => {
      const proved = await proveByProvider(setting.visitor(), token, { purpose: 'merge' });
      return { other_proof: proved.body.proof };
    };
    const otherByPassword = async ({ token }: Merging, { email, password }: Account) => ({
      other_proof: await freshProof(setting.app, { token, password }, 'merge', email),
    });

    it('A merge is first previewed, then moves everything, and the second account ends', async () => {
      const account = await setting.accounts.create();
      const own = await merging(account);
      const { token } = own;
      const second = await setting.visitor().signIn('google');
      const other = second.body;
      await setting.accounts.grant({ ...account, id: other.user.id }, 'token_manager');
      const proof = await otherAtProvider(own);
      const shown = await merge(own, proof);
      expect(shown).toMatchObject({
        status: 200,
        body: {
          merged: false,
          identities: [{ provider: 'google' }],
          other_email: other.user.email,
        },
      });
      expect((await me(setting.app, other.access_token)).status).toBe(200);
      const wrong = await merge(own, { ...proof, confirmation: 'x'.repeat(43) });
      expect(wrong).toMatchObject({ status: 409, body: { code: 'MERGE_CHANGED' } });
      const { confirmation } = shown.body;
      const done = await merge(own, { ...proof, confirmation });
      expect(done).toMatchObject({ status: 200, body: { merged: true } });
      expect((await me(setting.app, other.access_token)).status).toBe(401);
      expect(await merge(own, { ...proof, confirmation })).toMatchObject({
        body: { code: 'PROOF_REQUIRED' },
      });
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
      // These rows announce the moved roles to the guards of each service.
      const told = await setting.accounts.rows(
        `SELECT s.name FROM change_log c LEFT JOIN services s ON s.id = c.service_id
         WHERE c.kind = 'user_permissions_changed' AND c.user_id = $1`,
        [account.id],
      );
      expect(told).toEqual([{ name: 'auth_service' }]);
    });

    it('A merge is refused on an outdated preview', async () => {
      const account = await setting.accounts.create();
      const own = await merging(account);
      const other = (await setting.visitor().signIn('google')).body;
      const proof = await otherAtProvider(own);
      const { confirmation } = (await merge(own, proof)).body;
      await setting.accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject) VALUES ($1, $2, 'acme', 'x', $3)`,
        [newId(), other.user.id, aSubject()],
      );
      expect(await merge(own, { ...proof, confirmation })).toMatchObject({
        status: 409,
        body: { code: 'MERGE_CHANGED' },
      });
    });

    it('A merge is done with both passwords, each proved in this session', async () => {
      const own = await merging(await setting.accounts.create());
      const other = await setting.accounts.create();
      const proof = await otherByPassword(own, other);
      const { confirmation } = (await merge(own, proof)).body;
      expect((await merge(own, { ...proof, confirmation })).body).toMatchObject({ merged: true });
    });

    it('A merge is refused with proofs that were made in another session of the caller', async () => {
      const account = await setting.accounts.create();
      const other = await setting.accounts.create();
      const own = await merging(account);
      const elsewhere = await merging(account);
      const proof = await otherByPassword(elsewhere, other);
      const refusal = { status: 400, body: { code: 'INVALID_MERGE' } };
      expect(await merge(own, proof)).toMatchObject(refusal);
      expect((await merge(elsewhere, proof)).status).toBe(200);
    });

    it('A merge is refused with one proof of the other account for two', async () => {
      const own = await merging(await setting.accounts.create());
      const { other_proof } = await otherByPassword(own, await setting.accounts.create());
      const swapped = { token: own.token, headers: showing(other_proof) };
      expect(await merge(swapped, { other_proof })).toMatchObject({
        status: 401,
        body: { code: 'PROOF_REQUIRED' },
      });
      const twice = { other_proof: own.headers['gatehouse-proof'] };
      expect(await merge(own, twice)).toMatchObject({ body: { code: 'INVALID_MERGE' } });
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
      return only;
    };

    it('A merge with the only administrator makes the kept account the administrator', async () => {
      const only = await onlyAdministrator();
      const kept = await setting.accounts.create();
      const own = await merging(kept);
      const proof = await otherByPassword(own, only);
      const { confirmation, roles } = (await merge(own, proof)).body;
      expect(roles).toMatchObject([{ service_name: 'auth_service', role_name: 'admin' }]);
      expect((await merge(own, { ...proof, confirmation })).status).toBe(200);
      const { token } = own;
      expect((await setting.app.get('/api/roles/services', { token })).status).toBe(200);
    });

    it('A merge is refused when no verified administrator would remain', async () => {
      const only = await onlyAdministrator();
      const kept = await setting.accounts.create();
      const own = await merging(kept);
      const verified = 'UPDATE users SET is_email_verified = $2 WHERE id = $1';
      await setting.accounts.rows(verified, [kept.id, false]);
      const proof = await otherByPassword(own, only);
      const { confirmation } = (await merge(own, proof)).body;
      expect(await merge(own, { ...proof, confirmation })).toMatchObject({
        status: 409,
        body: { code: 'LAST_ADMIN' },
      });
      await signIn(setting.app, only);
      // Proofs stay valid after a refusal for another reason.
      expect((await merge(own, proof)).status).toBe(200);
    });

    it('A merge is refused without a proof of the second account', async () => {
      const own = await merging(await setting.accounts.create());
      for (const body of [{}, { other_proof: 'x' }, { other_proof: 7 }])
        expect(await merge(own, body)).toMatchObject({
          status: 400,
          body: { code: 'INVALID_MERGE' },
        });
    });
  });
});

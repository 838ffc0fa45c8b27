import { newId } from '#libs/kernel';
import { FakeClock } from '#libs/testing';
import {
  anEmail,
  OTHER_PASSWORD,
  signIn,
  type Account,
  type Problem,
} from '../support/accounts.js';
import { askForProof, freshProof, proven, showing } from '../support/fresh-proof.js';
import { provenByProvider, proveByProvider } from './support/providers/provider-proof.js';
import { Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

const REFUSED = { status: 401, body: { code: 'PROOF_REQUIRED' } };
let count = 0;

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The parts of the answers that these tests read. */
interface Shown {
  readonly service_id: string;
  readonly roles: readonly Named[];
  readonly services: readonly Named[];
  readonly identities: readonly { readonly id: string }[];
}

/** An account whose access token an attacker has, as every service to which it was sent. */
interface Victim extends Account {
  readonly token: string;
  readonly refreshToken: string;
}

describe('fresh proofs', () => {
  let setting: Setting;
  const clock = new FakeClock();

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open({}, clock));
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    setting.person({ sub: `proved-${process.pid}-${(count += 1)}`, email: anEmail() });
  });

  const call = (method: string, path: string, token: string, body?: object, proof?: string) =>
    setting.app.call<Problem & Shown>(method, path, {
      token,
      ...(body && { body }),
      ...(proof !== undefined && { headers: showing(proof) }),
    });

  async function aVictim(...roles: string[]): Promise<Victim> {
    const account = await setting.accounts.create();
    for (const role of roles) await setting.accounts.grant(account, role);
    const { access_token: token, refresh_token } = await signIn(setting.app, account);
    return { ...account, token, refreshToken: refresh_token };
  }

  /** An account that signed in by a provider, without a password. */
  async function aVisitorWithoutPassword() {
    const { body } = await setting.visitor().signIn('google');
    return { id: body.user.id, token: body.access_token };
  }

  async function aService(admin: Victim): Promise<string> {
    const name = `proofs ${process.pid} ${(count += 1)}`;
    const { body } = await call('POST', '/api/roles/services', admin.token, { name });
    return body.service_id;
  }

  async function roleOf(admin: Victim, serviceId: string, name: string): Promise<string> {
    const { body } = await call('GET', `/api/roles/service/${serviceId}`, admin.token);
    return body.roles.find((role) => role.name === name)?.id ?? '';
  }

  describe('requirement of a fresh proof', () => {
    it('A fresh proof is needed to merge the account into another, from either side', async () => {
      const victim = await aVictim('admin');
      const thief = await aVictim();
      const mergeAway = await call('POST', '/api/auth/merge', thief.token, {
        other_access_token: victim.token,
      });
      expect(mergeAway).toMatchObject({ status: 400, body: { code: 'INVALID_MERGE' } });
      expect(mergeAway.body.message).toMatch(/no longer taken.*other_proof/s);
      const own = await freshProof(setting.app, thief, 'merge');
      expect(
        await call('POST', '/api/auth/merge', thief.token, { other_proof: victim.token }, own),
      ).toMatchObject({ status: 400, body: { code: 'INVALID_MERGE' } });
      // Merging the attacker's account into the victim's would let the attacker sign in to it from then on.
      const other = await freshProof(
        setting.app,
        { ...thief, token: victim.token },
        'merge',
        thief.email,
      );
      const mergeIn = await call('POST', '/api/auth/merge', victim.token, { other_proof: other });
      expect(mergeIn).toMatchObject(REFUSED);
    });

    it('A fresh proof is needed to link, to unlink, to set a first password and to erase the account', async () => {
      const { token } = await aVisitorWithoutPassword();
      const listed = await call('GET', '/api/auth/identities', token);
      const [identity] = listed.body.identities;
      await setting.accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject)
         SELECT $1, user_id, 'discord', 'x', $3 FROM identities WHERE id = $2`,
        [newId(), identity?.id, `spare-${count}`],
      );
      expect(await call('POST', '/api/auth/identities/google', token)).toMatchObject(REFUSED);
      expect(await call('DELETE', `/api/auth/identities/${identity?.id}`, token)).toMatchObject(
        REFUSED,
      );
      const password = { password: OTHER_PASSWORD };
      expect(await call('POST', '/api/auth/set-password', token, password)).toMatchObject(REFUSED);
      expect(await call('DELETE', '/api/auth/me', token, {})).toMatchObject(REFUSED);
      expect((await call('GET', '/api/auth/me', token)).status).toBe(200);
    });

    it('A fresh proof is needed to mint and rotate application tokens', async () => {
      const admin = await aVictim('admin');
      const body = { service_id: await aService(admin), name: 'stolen' };
      expect(await call('POST', '/api/tokens', admin.token, body)).toMatchObject(REFUSED);
      const minted = await setting.app.post<{ token_data: { id: string } }>(
        '/api/tokens',
        body,
        await proven(setting.app, admin, 'mint_token'),
      );
      expect(minted.status).toBe(201);
      const path = `/api/tokens/${minted.body.token_data.id}/rotate`;
      expect(await call('POST', path, admin.token, {})).toMatchObject(REFUSED);
      const proof = await freshProof(setting.app, admin, 'rotate_token');
      expect((await call('POST', path, admin.token, {}, proof)).status).toBe(200);
    });

    it('A fresh proof is needed to grant role:write, in auth_service or in a service, by an assignment or by changing a role', async () => {
      const admin = await aVictim('admin');
      const friend = await aVictim();
      const serviceId = await aService(admin);
      const assign = async (service: string, role: string, proof?: string) =>
        call(
          'POST',
          `/api/roles/user/${friend.id}/service/${service}/role/${role}`,
          admin.token,
          undefined,
          proof,
        );
      const services = await call('GET', '/api/roles/services', admin.token);
      const authId = services.body.services.find(({ name }) => name === 'auth_service')?.id ?? '';
      expect(await assign(authId, await roleOf(admin, authId, 'admin'))).toMatchObject(REFUSED);
      const adminOfService = await roleOf(admin, serviceId, 'admin');
      expect(await assign(serviceId, adminOfService)).toMatchObject(REFUSED);
      const readonly = await roleOf(admin, serviceId, 'readonly');
      expect((await assign(serviceId, readonly)).status).toBe(201);
      const wider = { permissions: ['role:read', 'role:write'] };
      expect(await call('PUT', `/api/roles/${readonly}`, admin.token, wider)).toMatchObject(
        REFUSED,
      );
      const preview = await call('PUT', `/api/roles/${readonly}?dry_run=true`, admin.token, wider);
      expect(preview.status).toBe(200);
      const proof = await freshProof(setting.app, admin, 'grant_role');
      const widened = await call('PUT', `/api/roles/${readonly}`, admin.token, wider, proof);
      expect(widened.status).toBe(200);
      // The user already holds it: the change grants nothing.
      const renamed = { ...wider, description: 'Sees and writes' };
      expect((await call('PUT', `/api/roles/${readonly}`, admin.token, renamed)).status).toBe(200);
      const second = await freshProof(setting.app, admin, 'grant_role');
      expect((await assign(serviceId, adminOfService, second)).status).toBe(201);
    });

    it('A fresh proof is needed to erase another user', async () => {
      const admin = await aVictim('admin');
      const { id } = await aVictim();
      expect(await call('DELETE', `/api/users/${id}`, admin.token)).toMatchObject(REFUSED);
      const proof = await freshProof(setting.app, admin, 'erase_user');
      expect((await call('DELETE', `/api/users/${id}`, admin.token, undefined, proof)).status).toBe(
        200,
      );
    });
  });

  describe('validity', () => {
    /** An act that requires a fresh proof: minting a token of a new service. */
    async function anAct() {
      const admin = await aVictim('admin');
      const serviceId = await aService(admin);
      const act = (proof: string, token = admin.token, name = `token ${(count += 1)}`) =>
        call('POST', '/api/tokens', token, { service_id: serviceId, name }, proof);
      const proof = () => freshProof(setting.app, admin, 'mint_token');
      return { admin, act, proof };
    }

    it('A fresh proof is valid once', async () => {
      const { act, proof } = await anAct();
      const shown = await proof();
      expect((await act(shown)).status).toBe(201);
      expect(await act(shown)).toMatchObject(REFUSED);
    });

    it('A fresh proof stays valid after an act that was refused for another reason', async () => {
      const { act, admin, proof } = await anAct();
      expect((await act(await proof(), admin.token, 'taken')).status).toBe(201);
      const shown = await proof();
      const refused = await act(shown, admin.token, 'taken');
      expect(refused).toMatchObject({ status: 409, body: { code: 'TOKEN_NAME_TAKEN' } });
      expect((await act(shown)).status).toBe(201);
    });

    it('A fresh proof is valid for its own purpose alone', async () => {
      const { act, admin } = await anAct();
      expect(await act(await freshProof(setting.app, admin, 'rotate_token'))).toMatchObject(
        REFUSED,
      );
    });

    it('A fresh proof is valid in its own session, and for its own account', async () => {
      const { act, admin, proof } = await anAct();
      const shown = await proof();
      const { access_token: elsewhere } = await signIn(setting.app, admin);
      expect(await act(shown, elsewhere)).toMatchObject(REFUSED);
      const other = await aVictim('admin');
      expect(await act(shown, other.token)).toMatchObject(REFUSED);
      const ofOther = await freshProof(setting.app, other, 'mint_token');
      expect(await act(ofOther)).toMatchObject(REFUSED);
      expect((await act(shown)).status).toBe(201);
    });

    it('A fresh proof is valid for five minutes', async () => {
      const { act, proof } = await anAct();
      const shown = await proof();
      clock.advanceMs(301_000);
      expect(await act(shown)).toMatchObject(REFUSED);
    });

    it('A fresh proof is valid until a newer one of the same purpose is made', async () => {
      const { act, proof } = await anAct();
      const older = await proof();
      const newer = await proof();
      expect(await act(older)).toMatchObject(REFUSED);
      expect((await act(newer)).status).toBe(201);
    });

    it('A fresh proof is valid until the password is changed, in the same session too', async () => {
      const { act, admin, proof } = await anAct();
      const shown = await proof();
      clock.advanceMs(1_000);
      const change = { current_password: admin.password, new_password: OTHER_PASSWORD };
      const changed = await call('POST', '/api/auth/change-password', admin.token, change);
      expect(changed.status).toBe(200);
      expect(await act(shown)).toMatchObject(REFUSED);
    });

    it('A fresh proof ends with the session, and when the account is deactivated', async () => {
      const { admin, act, proof } = await anAct();
      const shown = await proof();
      await setting.accounts.rows('UPDATE sessions SET ended_at = now() WHERE user_id = $1', [
        admin.id,
      ]);
      const dead = await act(shown);
      expect(dead.status).toBe(401);
      const [row] = await setting.accounts.rows<{ count: number }>(
        'SELECT count(*)::int AS count FROM app_tokens WHERE created_by = $1',
        [admin.id],
      );
      expect(row?.count).toBe(0);
    });

    it('A fresh proof is refused in any other spelling', async () => {
      const { act, proof } = await anAct();
      const shown = await proof();
      for (const bent of [`${shown}, ${shown}`, shown.slice(1), `${shown}A`, 'x'])
        expect(await act(bent)).toMatchObject(REFUSED);
    });

    it('Fresh proofs are stored as a hash alone', async () => {
      const { proof } = await anAct();
      const shown = await proof();
      const [row] = await setting.accounts.rows<{ found: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM fresh_proofs p WHERE p::text LIKE '%' || $1 || '%') AS found`,
        [shown],
      );
      expect(row?.found).toBe(false);
    });
  });

  describe('refusals that ask for a proof', () => {
    it('The refusal that asks for a fresh proof names how the account can prove itself', async () => {
      const admin = await aVictim('admin');
      const service_id = await aService(admin);
      const body = { service_id, name: 'unproved' };
      const refused = await call('POST', '/api/tokens', admin.token, body);
      expect(refused.body).toMatchObject({
        purpose: 'mint_token',
        by_password: true,
        by_providers: [],
      });
      expect(refused.body.message).toMatch(/POST \/api\/auth\/proofs .*Gatehouse-Proof/);
      expect(refused.headers['www-authenticate']).toMatch(
        /error="insufficient_user_authentication"/,
      );
      const { token } = await aVisitorWithoutPassword();
      const first = await call('POST', '/api/auth/set-password', token, {
        password: OTHER_PASSWORD,
      });
      expect(first.body).toMatchObject({ by_password: false, by_providers: ['google'] });
      expect(first.body.message).toMatch(/POST \/api\/auth\/proofs\/\{provider\}/);
    });

    it('A fresh proof is asked only of callers who may do the act, and for a well-formed request', async () => {
      const nobody = await aVictim();
      const body = { service_id: newId(), name: 'x' };
      expect(await call('POST', '/api/tokens', nobody.token, body)).toMatchObject({
        status: 403,
        body: { code: 'PERMISSION_DENIED' },
      });
      const admin = await aVictim('admin');
      expect(await call('POST', '/api/tokens', admin.token, {})).toMatchObject({ status: 400 });
    });

    it('A repeated request gets the stored answer only with the same fresh proof', async () => {
      const admin = await aVictim('admin');
      const service_id = await aService(admin);
      const options = await proven(setting.app, admin, 'mint_token');
      const headers = { ...options.headers, 'idempotency-key': `once-${count}` };
      const body = { service_id, name: 'once' };
      const mint = (shown: object) =>
        setting.app.post<{ token_data: { token: string } }>('/api/tokens', body, {
          token: admin.token,
          headers: { ...shown },
        });
      const made = await mint(headers);
      expect(made.status).toBe(201);
      expect((await mint(headers)).body.token_data.token).toBe(made.body.token_data.token);
      const stolen = await mint({ 'idempotency-key': `once-${count}` });
      expect(stolen.status).not.toBe(201);
      expect(stolen.text).not.toContain(made.body.token_data.token);
    });
  });

  describe('by a password', () => {
    it('A wrong password makes no fresh proof, and is recorded in the audit trail', async () => {
      const victim = await aVictim();
      const answer = await askForProof(setting.app, victim.token, {
        purpose: 'link_identity',
        password: 'not the password',
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'WRONG_CURRENT_PASSWORD' } });
      const trail = await setting.accounts.rows(
        `SELECT 1 FROM audit_events WHERE type = 'user.password_asked' AND target_id = $1`,
        [victim.id],
      );
      expect(trail).toHaveLength(1);
    });

    it('The audit trail has each fresh proof with purpose and account, and without the proof', async () => {
      const victim = await aVictim();
      const proof = await freshProof(setting.app, victim, 'link_identity');
      const [row] = await setting.accounts.rows<{ details: object; text: string }>(
        `SELECT details, e::text AS text FROM audit_events e WHERE type = 'proof.made' AND target_id = $1`,
        [victim.id],
      );
      expect(row?.details).toMatchObject({ purpose: 'link_identity', method: 'password' });
      expect(row?.text).not.toContain(proof);
    });

    it('A fresh proof names another account for a merge alone', async () => {
      const victim = await aVictim();
      const other = await aVictim();
      const answer = await askForProof(setting.app, victim.token, {
        purpose: 'mint_token',
        email: other.email,
        password: other.password,
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    });

    it('A fresh proof of another account is checked as a sign-in to it', async () => {
      const caller = await aVictim();
      const ask = (email: string, password: string) =>
        askForProof(setting.app, caller.token, { purpose: 'merge', email, password });
      const known = await aVictim();
      const wrong = { status: 401, body: { code: 'INVALID_CREDENTIALS' } };
      expect(await ask(known.email, 'not the password')).toMatchObject(wrong);
      expect(await ask(anEmail('nobody'), 'not the password')).toMatchObject(wrong);
      const unverified = await setting.accounts.create({ isVerified: false });
      expect(await ask(unverified.email, unverified.password)).toMatchObject({
        status: 403,
        body: { code: 'EMAIL_NOT_VERIFIED' },
      });
      const disabled = await setting.accounts.create({ isActive: false });
      expect(await ask(disabled.email, disabled.password)).toMatchObject({
        status: 403,
        body: { code: 'ACCOUNT_DISABLED' },
      });
      const trail = await setting.accounts.rows(
        `SELECT 1 FROM audit_events WHERE type = 'login.failed' AND target_id = $1`,
        [known.id],
      );
      expect(trail).toHaveLength(1);
      expect((await ask(known.email, known.password)).status).toBe(201);
    });
  });

  describe('by a sign-in at a provider', () => {
    it('A provider proof lets an account without a password set its first', async () => {
      const { token } = await aVisitorWithoutPassword();
      const visitor = setting.visitor();
      const options = await provenByProvider(visitor, token, { purpose: 'set_password' });
      const body = { password: OTHER_PASSWORD };
      const set = await setting.app.post('/api/auth/set-password', body, options);
      expect(set.status).toBe(200);
    });

    it('A provider proof lets an account without a password erase itself', async () => {
      const { token } = await aVisitorWithoutPassword();
      const options = await provenByProvider(setting.visitor(), token, {
        purpose: 'erase_account',
      });
      expect((await setting.app.delete('/api/auth/me', { ...options, body: {} })).status).toBe(200);
    });

    it('A provider proof asks the provider to authenticate the person again', async () => {
      const { token } = await aVisitorWithoutPassword();
      const visitor = setting.visitor();
      await proveByProvider(visitor, token, { purpose: 'set_password' });
      const asked = setting.provider.authorizations.at(-1);
      expect(asked?.get('prompt')).toBe('select_account');
      await visitor.signIn('google');
      expect(setting.provider.authorizations.at(-1)?.has('prompt')).toBe(false);
    });

    it('A provider proof is refused when the provider used an earlier session', async () => {
      const { token } = await aVisitorWithoutPassword();
      const authTime = (ago: number) => {
        setting.provider.claims = (claims) => ({
          ...claims,
          auth_time: Math.floor(clock.nowMs() / 1000) - ago,
        });
      };
      authTime(120);
      const proving = { purpose: 'set_password' };
      expect(await proveByProvider(setting.visitor(), token, proving)).toMatchObject({
        status: 401,
        body: { code: 'REAUTHENTICATION_REQUIRED' },
      });
      authTime(0);
      expect((await proveByProvider(setting.visitor(), token, proving)).status).toBe(200);
    });

    it('A provider proof is refused of an identity that is not linked to the account', async () => {
      const { token } = await aVisitorWithoutPassword();
      setting.person({ sub: `stranger-${process.pid}-${(count += 1)}`, email: anEmail() });
      for (const purpose of ['set_password', 'merge'])
        expect(await proveByProvider(setting.visitor(), token, { purpose })).toMatchObject({
          status: 403,
          body: { code: 'PROOF_OF_ANOTHER_ACCOUNT' },
        });
      await setting.visitor().signIn('google');
      expect(
        await proveByProvider(setting.visitor(), token, { purpose: 'set_password' }),
      ).toMatchObject({ status: 403, body: { code: 'PROOF_OF_ANOTHER_ACCOUNT' } });
    });

    it('A provider proof that was begun in one session is invalid in another', async () => {
      const first = await aVisitorWithoutPassword();
      const options = await provenByProvider(setting.visitor(), first.token, {
        purpose: 'set_password',
      });
      const again = await setting.visitor().signIn('google');
      const body = { password: OTHER_PASSWORD };
      const elsewhere = { ...options, token: again.body.access_token };
      expect(await setting.app.post('/api/auth/set-password', body, elsewhere)).toMatchObject(
        REFUSED,
      );
      expect((await setting.app.post('/api/auth/set-password', body, options)).status).toBe(200);
    });

    it('A provider proof is refused when the session that began it has ended', async () => {
      const { token } = await aVisitorWithoutPassword();
      const visitor = setting.visitor();
      const begun = await visitor.post<{ authorization_url: string }>('/api/auth/proofs/google', {
        token,
        body: { purpose: 'set_password' },
      });
      const path = await visitor.consent(begun.body.authorization_url);
      await setting.app.post('/api/auth/logout', undefined, { token });
      expect(await visitor.get(path)).toMatchObject({
        status: 401,
        body: { code: 'SESSION_ENDED' },
      });
    });

    it('A provider proof ends with the identity that made it', async () => {
      const { id, token } = await aVisitorWithoutPassword();
      const options = await provenByProvider(setting.visitor(), token, { purpose: 'set_password' });
      await setting.accounts.rows('DELETE FROM identities WHERE user_id = $1', [id]);
      const body = { password: OTHER_PASSWORD };
      expect(await setting.app.post('/api/auth/set-password', body, options)).toMatchObject(
        REFUSED,
      );
    });

    it('An application gets a provider proof as a one-time code, which signs no user in', async () => {
      const { token } = await aVisitorWithoutPassword();
      const sent = await proveByProvider(setting.visitor(), token, {
        purpose: 'set_password',
        redirect_uri: 'https://app.example.test/signed-in',
        state: 'of-the-app',
      });
      expect(sent.status).toBe(302);
      const location = new URL(String(sent.headers.location));
      expect(location.searchParams.get('state')).toBe('of-the-app');
      const code = location.searchParams.get('code');
      const trade = () =>
        setting.app.post<{ proof: string; access_token?: string }>('/api/oauth/token', { code });
      const traded = await trade();
      expect(traded).toMatchObject({ status: 200, body: { purpose: 'set_password' } });
      expect(traded.body.access_token).toBeUndefined();
      expect(await trade()).toMatchObject({ status: 400, body: { code: 'INVALID_OAUTH_CODE' } });
      const set = await setting.app.post(
        '/api/auth/set-password',
        { password: OTHER_PASSWORD },
        { token, headers: showing(traded.body.proof) },
      );
      expect(set.status).toBe(200);
    });
  });
});

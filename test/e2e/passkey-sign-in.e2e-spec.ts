import { newId } from '#libs/kernel';
import { FakeClock, type Answer, type SmtpSink, type TestApp } from '#libs/testing';
import {
  mailTo,
  me,
  signIn,
  type Account,
  type Accounts,
  type Problem,
  type SignedIn,
} from '../support/accounts.js';
import { askForProof, freshProof, showing, type Prover } from '../support/fresh-proof.js';
import { addPasskey, creationOptions, signInOptions } from '../support/passkeys.js';
import {
  PASSKEYS,
  SoftwareAuthenticator,
  type Deviation,
} from '../support/software-authenticator.js';
import { withFixture } from '../support/with-fixture.js';

const YUBIKEY = '2fc0579f-8113-47ea-b116-bb5a8db9202a';

interface Person extends Account, Prover {}

/** The parts of the answers that these tests read. */
type Shown = Problem & SignedIn;

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    amr: string[];
    acr: string;
  };

describe('passkeys without a password', () => {
  let app: TestApp;
  let accounts: Accounts;
  let sink: SmtpSink;
  const clock = new FakeClock();

  withFixture(async (opened) => {
    ({ app, accounts, sink } = await opened.appWithMail({ env: PASSKEYS, clock }));
  }, 120_000);

  async function aPerson(): Promise<Person> {
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    return { ...account, token };
  }

  const present = (response: unknown, more: object = {}) =>
    app.post<Shown>('/api/auth/login/passkey', { response, ...more });

  /** A sign-in by a passkey that deviates. */
  async function login(
    authenticator: SoftwareAuthenticator,
    deviation: Deviation = {},
  ): Promise<Answer<Shown>> {
    return present(authenticator.authenticate(await signInOptions(app), deviation));
  }

  const eventsOf = (person: Account, type: string) =>
    accounts.rows<{ outcome: string; details: Record<string, unknown>; code: string | null }>(
      `SELECT outcome, details, code FROM audit_events WHERE type = $2 AND target_id = $1 ORDER BY id`,
      [person.id, type],
    );

  describe('signing in by a passkey alone', () => {
    it.each([
      ['a synced passkey', true, 'swk'],
      ['a device-bound passkey', false, 'hwk'],
    ])('a sign-in by %s counts as two factors', async (_what, isSynced, key) => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator({ isSynced });
      const passkey = await addPasskey(app, person, authenticator);
      const answer = await login(authenticator);
      expect(answer).toMatchObject({ status: 200, body: { user: { id: person.id } } });
      const { access_token: token } = answer.body;
      expect(claimsOf(token)).toMatchObject({ amr: [key, 'user', 'mfa'], acr: 'aal2' });
      expect((await me(app, token)).status).toBe(200);
      const used = await accounts.row<{ last_used_at: Date | null }>(
        'SELECT last_used_at FROM factors WHERE id = $1',
        [passkey.id],
      );
      expect(used?.last_used_at).not.toBeNull();
    });

    it('a sign-in by a passkey is in the audit trail with its methods', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, person, authenticator);
      await login(authenticator);
      const [event] = await accounts.rows<object>(
        `SELECT details FROM audit_events WHERE type = 'login.succeeded' AND actor_id = $1
          AND details ->> 'method' = 'passkey'`,
        [person.id],
      );
      expect(event).toMatchObject({ details: { amr: ['swk', 'user', 'mfa'] } });
    });

    it('the options of a sign-in name no account, and nothing is stored for them', async () => {
      const before = await accounts.row('SELECT count(*) FROM used_webauthn_challenges');
      const options = await signInOptions(app);
      expect(options).toMatchObject({ rpId: 'example.test', allowCredentials: [] });
      expect((await signInOptions(app)).challenge).not.toBe(options.challenge);
      expect(await accounts.row('SELECT count(*) FROM used_webauthn_challenges')).toEqual(before);
    });

    it.each<[string, Deviation]>([
      ['of another origin', { origin: 'https://evil.test' }],
      ['for another RP ID', { rpId: 'evil.test' }],
      ['without user verification', { isUserVerified: false }],
      ['without user presence', { isUserPresent: false }],
      ['of a page in a frame of another site', { crossOrigin: true }],
      ['to a challenge that was not made here', { challenge: 'A'.repeat(72) }],
      ['of the wrong type', { type: 'webauthn.create' }],
      ['without a user handle', { userHandle: null }],
      ['with the user handle of another account', { userHandle: 'AZqy9GwefTqaUjwfDnuNRA' }],
      ['whose signature is of something else', { signed: (data) => Buffer.concat([data, data]) }],
      ['that changed into a device-bound one', { isBackupEligible: false, isBackedUp: false }],
      ['that is not known', { credentialId: Buffer.alloc(16, 7) }],
    ])('a response %s gets the same refusal as every other', async (_what, deviation) => {
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, await aPerson(), authenticator);
      const answer = await login(authenticator, deviation);
      expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
      expect((await login(authenticator)).status).toBe(200);
    });

    it('a response signs in once', async () => {
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, await aPerson(), authenticator);
      const response = authenticator.authenticate(await signInOptions(app));
      expect((await present(response)).status).toBe(200);
      expect(await present(response)).toMatchObject({ status: 401 });
    });

    it('a response is refused after five minutes', async () => {
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, await aPerson(), authenticator);
      const response = authenticator.authenticate(await signInOptions(app));
      clock.advanceMs(301_000);
      expect(await present(response)).toMatchObject({ status: 401 });
    });

    it('of fifty uses of one response at once one signs in', async () => {
      const authenticator = new SoftwareAuthenticator({ isCounting: true });
      const person = await aPerson();
      await addPasskey(app, person, authenticator);
      const response = authenticator.authenticate(await signInOptions(app));
      const answers = await Promise.all(Array.from({ length: 50 }, () => present(response)));
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([200, ...Array<number>(49).fill(401)]);
      expect(await eventsOf(person, 'passkey.counter_went_back')).toEqual([]);
    });

    it('a passkey of one account does not sign in to another', async () => {
      const [ann, bob] = [new SoftwareAuthenticator(), new SoftwareAuthenticator()];
      await addPasskey(app, await aPerson(), ann);
      await addPasskey(app, await aPerson(), bob);
      const options = await signInOptions(app);
      const theirs = bob.authenticate(await signInOptions(app)).response.userHandle!;
      const answer = await present(ann.authenticate(options, { userHandle: theirs }));
      expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
      const [credentialId] = bob.ids;
      const forged = ann.authenticate(options, { userHandle: theirs, credentialId: credentialId! });
      expect(await present(forged)).toMatchObject({ status: 401 });
    });

    it('a counter that goes back is refused, recorded and mailed to the owner', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator({
        isCounting: true,
        isSynced: false,
        aaguid: YUBIKEY,
      });
      const passkey = await addPasskey(app, person, authenticator);
      expect((await login(authenticator, { counter: 7 })).status).toBe(200);
      for (const counter of [7, 3, 0]) {
        const answer = await login(authenticator, { counter });
        expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
      }
      const [event] = await eventsOf(person, 'passkey.counter_went_back');
      expect(event).toMatchObject({
        outcome: 'incident',
        details: { factor_id: passkey.id, counter: 7, last_counter: 7 },
      });
      const mail = await mailTo(sink, person.email, /A passkey .* was refused/);
      expect(mail.text).toContain('YubiKey 5 Series with NFC');
      expect((await login(authenticator, { counter: 8 })).status).toBe(200);
    });

    it('a sign-in updates whether the passkey is backed up', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator();
      const { id } = await addPasskey(app, person, authenticator);
      const isBackedUp = async () =>
        (
          await accounts.row<{ is_backed_up: boolean }>(
            'SELECT is_backed_up FROM passkeys WHERE factor_id = $1',
            [id],
          )
        )?.is_backed_up;
      expect(await isBackedUp()).toBe(true);
      await login(authenticator, { isBackedUp: false });
      expect(await isBackedUp()).toBe(false);
    });

    it('a removed passkey signs nobody in', async () => {
      const authenticator = new SoftwareAuthenticator();
      const { id } = await addPasskey(app, await aPerson(), authenticator);
      await accounts.rows('DELETE FROM factors WHERE id = $1', [id]);
      expect(await login(authenticator)).toMatchObject({
        status: 401,
        body: { code: 'INVALID_CREDENTIALS' },
      });
    });

    it('only a right passkey is told that the account is disabled or not verified', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, person, authenticator);
      await accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [person.id]);
      const wrong = { origin: 'https://evil.test' };
      expect(await login(authenticator, wrong)).toMatchObject({
        status: 401,
        body: { code: 'INVALID_CREDENTIALS' },
      });
      expect(await login(authenticator)).toMatchObject({
        status: 403,
        body: { code: 'EMAIL_NOT_VERIFIED' },
      });
      await accounts.rows('UPDATE users SET is_active = false WHERE id = $1', [person.id]);
      expect(await login(authenticator, wrong)).toMatchObject({ status: 401 });
      expect(await login(authenticator)).toMatchObject({
        status: 403,
        body: { code: 'ACCOUNT_DISABLED' },
      });
    });

    it('a refused passkey is a failed login in the audit trail', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, person, authenticator);
      await login(authenticator, { isUserVerified: false });
      expect(await eventsOf(person, 'login.failed')).toMatchObject([
        { outcome: 'refused', code: 'INVALID_CREDENTIALS', details: { method: 'passkey' } },
      ]);
    });

    it('a sign-in by a passkey gives a token for one service, and an unknown service is refused', async () => {
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, await aPerson(), authenticator);
      const response = () =>
        signInOptions(app).then((options) => authenticator.authenticate(options));
      expect(await present(await response(), { resource: newId() })).toMatchObject({
        status: 400,
        body: { code: 'INVALID_TARGET' },
      });
      expect((await present(await response(), { resource: 'auth_service' })).status).toBe(200);
    });

    it.each<[string, unknown]>([
      ['a text', 'x'],
      ['a list', [[]]],
      ['nothing', null],
      ['without its parts', { id: 'AA', rawId: 'AA', type: 'public-key' }],
      [
        'of texts that are too long',
        {
          id: 'A'.repeat(2000),
          rawId: 'A'.repeat(2000),
          type: 'public-key',
          response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
        },
      ],
    ])('a response that is %s is not valid', async (_what, response) => {
      expect(await present(response)).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED' },
      });
    });

    it.each([
      ['no JSON', 'AAAA'],
      ['JSON that is no object', Buffer.from('[1]').toString('base64url')],
      ['JSON without a challenge', Buffer.from('{}').toString('base64url')],
      [
        'JSON that is nested deeply',
        Buffer.from('['.repeat(3000) + ']'.repeat(3000)).toString('base64url'),
      ],
      [
        'JSON whose challenge is an object',
        Buffer.from('{"challenge":{"__proto__":{}}}').toString('base64url'),
      ],
    ])('a response whose client data are %s is refused', async (_what, clientDataJSON) => {
      const response = { clientDataJSON, authenticatorData: 'AA', signature: 'AA' };
      const answer = await present({ id: 'AA', rawId: 'AA', type: 'public-key', response });
      expect(answer).toMatchObject({ status: 401, body: { code: 'INVALID_CREDENTIALS' } });
    });
  });

  describe('removing the password', () => {
    const remove = async (person: Person, proof?: string) =>
      app.delete<Problem>('/api/auth/password', {
        token: person.token,
        ...(proof !== undefined && { headers: showing(proof) }),
      });

    it('an account with a passkey removes its password, and then signs in by the passkey alone', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, person, authenticator);
      const other = await freshProof(app, person, 'add_factor');
      const link = await accounts.mailedToken(person, 'reset_password');
      expect(await remove(person)).toMatchObject({ status: 401, body: { code: 'PROOF_REQUIRED' } });
      const proof = await freshProof(app, person, 'remove_password');
      expect((await remove(person, proof)).status).toBe(200);
      expect((await me(app, person.token)).status).toBe(200);
      const { email, password } = person;
      expect(await app.post('/api/auth/login', { email, password })).toMatchObject({ status: 401 });
      expect((await login(authenticator)).status).toBe(200);
      expect(await creationOptions(app, person.token, other)).toMatchObject({ status: 401 });
      const reset = { token: link, password: 'seven herons over the weir' };
      expect(await app.post('/api/password/reset', reset)).toMatchObject({ status: 400 });
      await mailTo(sink, person.email, /Your password .* was removed/);
      expect(await eventsOf(person, 'user.password_removed')).toHaveLength(1);
      expect(await remove(person, proof)).toMatchObject({
        status: 409,
        body: { code: 'PASSWORD_NOT_SET' },
      });
    });

    it('an account without a passkey, or without a verified address, keeps its password and the proof', async () => {
      const person = await aPerson();
      const proof = await freshProof(app, person, 'remove_password');
      const refused = { status: 409, body: { code: 'PASSWORD_NEEDED' } };
      expect(await remove(person, proof)).toMatchObject(refused);
      await addPasskey(app, person, new SoftwareAuthenticator());
      await accounts.rows('UPDATE users SET is_email_verified = false WHERE id = $1', [person.id]);
      const byPasskey = await freshProof(app, person, 'remove_password');
      expect(await remove(person, byPasskey)).toMatchObject(refused);
      await accounts.rows('UPDATE users SET is_email_verified = true WHERE id = $1', [person.id]);
      expect((await remove(person, byPasskey)).status).toBe(200);
    });

    it('an account without a password is refused a proof by the password', async () => {
      const person = await aPerson();
      await addPasskey(app, person, new SoftwareAuthenticator());
      await remove(person, await freshProof(app, person, 'remove_password'));
      const body = { purpose: 'add_factor', password: person.password };
      expect(await askForProof(app, person.token, body)).toMatchObject({
        status: 403,
        body: { code: 'FACTOR_REQUIRED' },
      });
    });

    it('an account without a password keeps its last passkey, unless a provider lets in', async () => {
      const person = await aPerson();
      const first = await addPasskey(app, person, new SoftwareAuthenticator());
      const last = await addPasskey(app, person, new SoftwareAuthenticator());
      await remove(person, await freshProof(app, person, 'remove_password'));
      const removeFactor = async (id: string) => {
        const headers = showing(await freshProof(app, person, 'remove_factor'));
        return app.delete<Problem>(`/api/auth/factors/${id}`, { token: person.token, headers });
      };
      expect((await removeFactor(first.id)).status).toBe(200);
      expect(await removeFactor(last.id)).toMatchObject({
        status: 409,
        body: { code: 'LAST_SIGN_IN_METHOD' },
      });
      expect((await login(person.authenticator as SoftwareAuthenticator)).status).toBe(200);
      await accounts.rows(
        `INSERT INTO identities (id, user_id, provider, issuer, subject, origin, added_at)
         VALUES ($1, $2, 'google', 'https://accounts.google.com', 'x', 'linked', now())`,
        [newId(), person.id],
      );
      expect((await removeFactor(last.id)).status).toBe(200);
    });
  });
});

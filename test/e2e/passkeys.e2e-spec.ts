import { newId } from '#libs/kernel';
import { FakeClock, type Answer, type SmtpSink, type TestApp } from '#libs/testing';
import {
  Accounts,
  mailTo,
  me,
  signIn,
  type Account,
  type Problem,
  type SignedIn,
} from '../support/accounts.js';
import { askForProof, freshProof, showing } from '../support/fresh-proof.js';
import { addPasskey, creationOptions, signInOptions } from '../support/passkeys.js';
import {
  cborMap,
  PASSKEYS,
  SoftwareAuthenticator,
  type Deviation,
} from '../support/software-authenticator.js';
import { withFixture } from '../support/with-fixture.js';

const ICLOUD = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
const YUBIKEY = '2fc0579f-8113-47ea-b116-bb5a8db9202a';
const FACTORS = '/api/auth/factors/passkeys';

interface Person extends Account {
  readonly token: string;
}

/** The parts of the answers that these tests read. */
type Shown = Problem &
  SignedIn & { readonly passkey: { readonly id: string; readonly name: string } };

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    amr: string[];
    acr: string;
  };

describe('passkeys', () => {
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

  const finish = (token: string, proof: string, response: unknown, name?: string) =>
    app.post<Shown>(FACTORS, { response, name }, { token, headers: showing(proof) });

  /** A ceremony of registration that deviates. */
  async function register(person: Person, deviation: Deviation = {}) {
    const proof = await freshProof(app, person, 'add_factor');
    const { body } = await creationOptions(app, person.token, proof);
    const response = new SoftwareAuthenticator().register(body.options, deviation);
    return { proof, response, answer: await finish(person.token, proof, response) };
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

  describe('adding a passkey', () => {
    it('a passkey is offered with the options that WebAuthn needs for sign-in without an address', async () => {
      const person = await aPerson();
      const proof = await freshProof(app, person, 'add_factor');
      const { status, body } = await creationOptions(app, person.token, proof);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        expires_in: 300,
        options: {
          rp: { id: 'example.test' },
          user: { name: person.email, displayName: person.email },
          pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
          excludeCredentials: [],
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
          attestation: 'none',
        },
      });
      expect(body.options.user.id).toBe(
        Buffer.from(person.id.replaceAll('-', ''), 'hex').toString('base64url'),
      );
    });

    it('an added passkey has the name of its authenticator, is in the audit trail, and its owner gets a mail', async () => {
      const person = await aPerson();
      const passkey = await addPasskey(app, person, new SoftwareAuthenticator({ aaguid: ICLOUD }));
      expect(passkey).toMatchObject({
        name: 'iCloud Keychain',
        authenticator: 'iCloud Keychain',
        backed_up: true,
        device_bound: false,
      });
      const mail = await mailTo(sink, person.email, /A passkey .* was added/);
      expect(mail.text).toContain('a passkey (iCloud Keychain)');
      const [event] = await eventsOf(person, 'passkey.added');
      expect(event).toMatchObject({ details: { factor_id: passkey.id, device_bound: false } });
    });

    it('an added passkey has the name that its owner gave, and no text of its owner is in the mail', async () => {
      const person = await aPerson();
      const passkey = await addPasskey(
        app,
        person,
        new SoftwareAuthenticator(),
        'Buy at evil.test',
      );
      expect(passkey).toMatchObject({ name: 'Buy at evil.test', authenticator: null });
      const mail = await mailTo(sink, person.email, /A passkey .* was added/);
      expect(mail.text).not.toContain('evil.test');
    });

    it('a device-bound passkey of an unknown authenticator is called a passkey', async () => {
      const authenticator = new SoftwareAuthenticator({ isSynced: false });
      const passkey = await addPasskey(app, await aPerson(), authenticator);
      expect(passkey).toMatchObject({ name: 'Passkey', backed_up: false, device_bound: true });
    });

    it('an authenticator that has a passkey of the account is told so by the options', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, person, authenticator);
      await expect(addPasskey(app, person, authenticator)).rejects.toThrow('InvalidStateError');
    });

    it('no options and no passkey are given without a fresh proof', async () => {
      const person = await aPerson();
      const proof = await freshProof(app, person, 'add_factor');
      const { body } = await creationOptions(app, person.token, proof);
      const response = new SoftwareAuthenticator().register(body.options);
      const refused = { status: 401, body: { code: 'PROOF_REQUIRED' } };
      expect(await app.post(`${FACTORS}/options`, {}, { token: person.token })).toMatchObject(
        refused,
      );
      expect(await app.post(FACTORS, { response }, { token: person.token })).toMatchObject(refused);
      const other = await freshProof(app, person, 'remove_factor');
      expect(await finish(person.token, other, response)).toMatchObject(refused);
      expect((await finish(person.token, proof, response)).status).toBe(201);
    });

    it('a proof adds one passkey, and a refused ceremony does not use it up', async () => {
      const person = await aPerson();
      const { proof, answer } = await register(person, { isUserVerified: false });
      expect(answer).toMatchObject({ status: 400, body: { code: 'PASSKEY_REFUSED' } });
      const next = () => creationOptions(app, person.token, proof);
      const first = new SoftwareAuthenticator().register((await next()).body.options);
      const second = new SoftwareAuthenticator().register((await next()).body.options);
      expect((await finish(person.token, proof, first)).status).toBe(201);
      expect(await finish(person.token, proof, second)).toMatchObject({ status: 401 });
    });

    it.each<[string, Deviation]>([
      ['of another origin', { origin: 'https://login.example.test.evil.test' }],
      ['of the origin with another port', { origin: 'https://login.example.test:8443' }],
      ['for another RP ID', { rpId: 'evil.test' }],
      ['without user verification', { isUserVerified: false }],
      ['without user presence', { isUserPresent: false }],
      ['of a page in a frame of another site', { crossOrigin: true }],
      ['with a top origin', { topOrigin: 'https://evil.test' }],
      ['to a challenge that was not made here', { challenge: 'A'.repeat(72) }],
      ['of the wrong type', { type: 'webauthn.get' }],
      ['that is backed up but cannot be', { isBackupEligible: false, isBackedUp: true }],
      [
        'with an attestation statement that is signed by nobody',
        { attestation: { format: 'packed', statement: cborMap([]) } },
      ],
      [
        'with an attestation that was not asked for',
        { attestation: { format: 'fido-u2f', statement: cborMap([]) } },
      ],
      ['with an unknown attestation', { attestation: { format: 'x', statement: cborMap([]) } }],
      [
        'whose authenticator data are nested without end',
        { attestation: { format: 'none', statement: Buffer.alloc(9_000, 0x81) } },
      ],
    ])('a passkey %s is refused', async (_what, deviation) => {
      const person = await aPerson();
      const { answer } = await register(person, deviation);
      expect(answer).toMatchObject({ status: 400, body: { code: 'PASSKEY_REFUSED' } });
      expect(await accounts.rows('SELECT 1 FROM factors WHERE user_id = $1', [person.id])).toEqual(
        [],
      );
    });

    it('a challenge is refused after five minutes', async () => {
      const person = await aPerson();
      const proof = await freshProof(app, person, 'add_factor');
      const { body } = await creationOptions(app, person.token, proof);
      const response = new SoftwareAuthenticator().register(body.options);
      clock.advanceMs(301_000);
      const later = await freshProof(app, person, 'add_factor');
      expect(await finish(person.token, later, response)).toMatchObject({
        status: 400,
        body: { code: 'PASSKEY_REFUSED' },
      });
    });

    it('only the session that asked for the options adds the passkey, once', async () => {
      const person = await aPerson();
      const other = { ...person, token: (await signIn(app, person)).access_token };
      const stranger = await aPerson();
      const proof = await freshProof(app, person, 'add_factor');
      const { body } = await creationOptions(app, person.token, proof);
      const response = new SoftwareAuthenticator().register(body.options);
      for (const one of [other, stranger]) {
        const theirs = await freshProof(app, one, 'add_factor');
        expect(await finish(one.token, theirs, response)).toMatchObject({
          status: 400,
          body: { code: 'PASSKEY_REFUSED' },
        });
      }
      expect((await finish(person.token, proof, response)).status).toBe(201);
      const again = await freshProof(app, person, 'add_factor');
      expect(await finish(person.token, again, response)).toMatchObject({
        status: 400,
        body: { code: 'PASSKEY_REFUSED' },
      });
    });

    it('a challenge for a sign-in adds no passkey, and a challenge for a new passkey signs nobody in', async () => {
      const person = await aPerson();
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(app, person, authenticator);
      const { challenge } = await signInOptions(app);
      const { answer } = await register(person, { challenge });
      expect(answer).toMatchObject({ status: 400, body: { code: 'PASSKEY_REFUSED' } });
      const proof = await freshProof(app, person, 'add_factor');
      const { body } = await creationOptions(app, person.token, proof);
      expect(await login(authenticator, { challenge: body.options.challenge })).toMatchObject({
        status: 401,
      });
    });

    it('a credential id belongs to one account', async () => {
      const first = new SoftwareAuthenticator();
      await addPasskey(app, await aPerson(), first);
      const [credentialId] = first.ids;
      const { answer } = await register(await aPerson(), { credentialId: credentialId! });
      expect(answer).toMatchObject({ status: 409, body: { code: 'PASSKEY_TAKEN' } });
    });

    it('an account has at most ten passkeys', async () => {
      const person = await aPerson();
      for (let count = 0; count < 10; count += 1)
        await addPasskey(app, person, new SoftwareAuthenticator());
      const { answer } = await register(person);
      expect(answer).toMatchObject({ status: 409, body: { code: 'TOO_MANY_PASSKEYS' } });
    });

    it.each<[string, unknown]>([
      ['a text', 'x'],
      ['a list', []],
      ['nothing', null],
      ['an empty object', {}],
      ['an id of another type', { id: 1, rawId: 1, type: 'public-key', response: {} }],
      [
        'an attestation that is not base64url',
        {
          id: 'AA',
          rawId: 'AA',
          type: 'public-key',
          response: { clientDataJSON: 'e30', attestationObject: '+/=' },
        },
      ],
      [
        'an attestation that is too long',
        {
          id: 'AA',
          rawId: 'AA',
          type: 'public-key',
          response: { clientDataJSON: 'e30', attestationObject: 'A'.repeat(40_000) },
        },
      ],
    ])('a response that is %s is not valid', async (_what, response) => {
      const person = await aPerson();
      const proof = await freshProof(app, person, 'add_factor');
      expect(await finish(person.token, proof, response)).toMatchObject({
        status: 400,
        body: { code: 'VALIDATION_FAILED' },
      });
    });
  });

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
      expect(await app.post('/api/auth/reset-password', reset)).toMatchObject({ status: 400 });
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
      expect(await remove(person, proof)).toMatchObject(refused);
      await accounts.rows('UPDATE users SET is_email_verified = true WHERE id = $1', [person.id]);
      expect((await remove(person, proof)).status).toBe(200);
    });

    it('an account without a password is refused a proof by the password', async () => {
      const person = await aPerson();
      await addPasskey(app, person, new SoftwareAuthenticator());
      await remove(person, await freshProof(app, person, 'remove_password'));
      const body = { purpose: 'add_factor', password: person.password };
      expect(await askForProof(app, person.token, body)).toMatchObject({ status: 400 });
    });
  });

  it('erasing an account erases its passkeys', async () => {
    const person = await aPerson();
    await addPasskey(app, person, new SoftwareAuthenticator());
    const { token, password } = person;
    await app.delete('/api/auth/me', { token, body: { password } });
    expect(await accounts.rows('SELECT 1 FROM factors WHERE user_id = $1', [person.id])).toEqual(
      [],
    );
  });

  it('pages on one origin have no related origins', async () => {
    expect(await app.get('/.well-known/webauthn')).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });
});

describe('passkeys on several origins', () => {
  let app: TestApp;
  let accounts: Accounts;
  const origins = ['https://login.example.test', 'https://app.example.org'];

  withFixture(async (opened) => {
    const env = {
      ...PASSKEYS,
      WEBAUTHN_ORIGINS: origins.join(','),
      WEBAUTHN_ATTESTATION: 'direct',
    };
    ({ app, accounts } = await opened.app({ env }));
  }, 120_000);

  it('related origins are published, and a passkey works on each of them', async () => {
    expect((await app.get('/.well-known/webauthn')).body).toEqual({ origins });
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const authenticator = new SoftwareAuthenticator();
    await addPasskey(app, { ...account, token }, authenticator);
    for (const origin of origins) {
      const response = authenticator.authenticate(await signInOptions(app), { origin });
      expect((await app.post('/api/auth/login/passkey', { response })).status).toBe(200);
    }
  });

  it('authenticators are asked for their model, and a statement that is signed by nobody is refused', async () => {
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const proof = await freshProof(app, { ...account, token }, 'add_factor');
    const { body } = await creationOptions(app, token, proof);
    expect(body.options).toMatchObject({ attestation: 'direct' });
    for (const format of ['packed', 'fido-u2f', 'tpm', 'android-key', 'apple']) {
      const attestation = { format, statement: cborMap([]) };
      const response = new SoftwareAuthenticator().register(body.options, { attestation });
      const options = { token, headers: showing(proof) };
      expect(await app.post(FACTORS, { response }, options)).toMatchObject({
        status: 400,
        body: { code: 'PASSKEY_REFUSED' },
      });
    }
  });
});

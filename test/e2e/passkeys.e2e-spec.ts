import { FakeClock, type SmtpSink, type TestApp } from '#libs/testing';
import { mailTo, signIn, type Account, type Accounts, type Problem } from '../support/accounts.js';
import { freshProof, showing, type Prover } from '../support/fresh-proof.js';
import { addPasskey, creationOptions, signInOptions } from '../support/passkeys.js';
import {
  cborMap,
  PASSKEYS,
  SoftwareAuthenticator,
  type Deviation,
} from '../support/software-authenticator.js';
import { withFixture } from '../support/with-fixture.js';

const ICLOUD = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
const ADDED = /A second factor .* was added/;
const FACTORS = '/api/auth/factors/passkeys';

interface Person extends Account, Prover {}

/** The parts of the answers that these tests read. */
type Shown = Problem & {
  readonly passkey: { readonly id: string; readonly name: string };
  readonly recovery_codes: readonly string[] | null;
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

  const eventsOf = (target: { readonly id: string }, type: string) =>
    accounts.rows<{ outcome: string; details: Record<string, unknown>; code: string | null }>(
      `SELECT outcome, details, code FROM audit_events WHERE type = $2 AND target_id = $1 ORDER BY id`,
      [target.id, type],
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
      const mail = await mailTo(sink, person.email, ADDED);
      expect(mail.text).toContain('a passkey (iCloud Keychain)');
      const events = await eventsOf(passkey, 'factor.added');
      expect(events).toMatchObject([
        { details: { type: 'passkey', aaguid: ICLOUD, device_bound: false } },
      ]);
      const { body } = await app.get('/api/auth/factors', { token: person.token });
      expect(body).toMatchObject({
        factors: [
          {
            id: passkey.id,
            authenticator: 'iCloud Keychain',
            backed_up: true,
            device_bound: false,
          },
          { type: 'recovery_codes' },
        ],
      });
    });

    it('the first second factor of an account comes with ten recovery codes, once', async () => {
      const person = await aPerson();
      const proof = await freshProof(app, person, 'add_factor');
      const { body } = await creationOptions(app, person.token, proof);
      const authenticator = new SoftwareAuthenticator();
      const first = await finish(person.token, proof, authenticator.register(body.options));
      expect(first.body.recovery_codes).toHaveLength(10);
      const [code = ''] = first.body.recovery_codes ?? [];
      const wish = { purpose: 'add_factor', type: 'recovery_codes', code };
      const made = await app.post<{ proof: string }>('/api/auth/proofs', wish, {
        token: person.token,
      });
      const next = await creationOptions(app, person.token, made.body.proof);
      const response = new SoftwareAuthenticator().register(next.body.options);
      const second = await finish(person.token, made.body.proof, response);
      expect(second).toMatchObject({ status: 201, body: { recovery_codes: null } });
    });

    it('a new passkey ends the fresh proofs that were made without it', async () => {
      const person = await aPerson();
      const proof = await freshProof(app, person, 'export_account');
      await addPasskey(app, person, new SoftwareAuthenticator());
      const options = { token: person.token, headers: showing(proof) };
      expect(await app.post('/api/auth/export', {}, options)).toMatchObject({
        status: 401,
        body: { code: 'PROOF_REQUIRED' },
      });
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
      const mail = await mailTo(sink, person.email, ADDED);
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
      const authenticator = new SoftwareAuthenticator();
      const response = authenticator.register(body.options);
      for (const one of [other, stranger]) {
        const theirs = await freshProof(app, one, 'add_factor');
        expect(await finish(one.token, theirs, response)).toMatchObject({
          status: 400,
          body: { code: 'PASSKEY_REFUSED' },
        });
      }
      expect((await finish(person.token, proof, response)).status).toBe(201);
      person.authenticator = authenticator;
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
      const stolen = { challenge: body.options.challenge };
      const response = authenticator.authenticate(await signInOptions(app), stolen);
      expect(await app.post('/api/auth/login/passkey', { response })).toMatchObject({
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

  it('erasing an account erases its passkeys', async () => {
    const person = await aPerson();
    await addPasskey(app, person, new SoftwareAuthenticator());
    const headers = showing(await freshProof(app, person, 'erase_account'));
    await app.delete('/api/auth/me', { token: person.token, body: {}, headers });
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

import { Database } from '#libs/database';
import type { TestApp } from '#libs/testing';
import {
  PasskeyCeremonies,
  UseFactor,
  type CeremonyBinding,
} from '../../apps/api/src/factors/index.js';
import { signIn, type Account, type Accounts } from '../support/accounts.js';
import { addPasskey } from '../support/passkeys.js';
import { PASSKEYS, SoftwareAuthenticator } from '../support/software-authenticator.js';
import { withFixture } from '../support/with-fixture.js';

const STEP_UP: CeremonyBinding = { purpose: 'step_up', subject: 'a session' };
const client = { ip: '192.0.2.1', userAgent: null, requestId: 'r' };

describe('a passkey as a factor of a known account', () => {
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: PASSKEYS }));
  }, 120_000);

  async function aPerson(isSynced = true) {
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const authenticator = new SoftwareAuthenticator({ isSynced });
    const passkey = await addPasskey(app, { ...account, token }, authenticator);
    return { ...account, authenticator, passkey };
  }

  const optionsFor = (userId: string, binding: CeremonyBinding) =>
    app.nest.get(PasskeyCeremonies).optionsFor(app.nest.get(Database).pool, userId, binding);

  const verify = (
    { id: userId }: Pick<Account, 'id'>,
    response: unknown,
    binding: CeremonyBinding,
  ) =>
    app.nest.get(Database).transaction((tx) =>
      app.nest.get(UseFactor).verify(tx, {
        userId,
        shown: { type: 'passkey', response: response as never },
        client,
        binding,
      }),
    );

  it('the options name the passkeys of the account, and the response is a factor once', async () => {
    const person = await aPerson(false);
    const options = await optionsFor(person.id, STEP_UP);
    const [id] = person.authenticator.ids;
    expect(options.allowCredentials).toMatchObject([{ id: id?.toString('base64url') }]);
    const response = person.authenticator.authenticate(options);
    const used = { factorId: person.passkey.id, type: 'passkey', amr: ['hwk', 'user'] };
    expect(await verify(person, response, STEP_UP)).toMatchObject(used);
    expect(await verify(person, response, STEP_UP)).toBeNull();
  });

  it('a response without a user handle is a factor of the account that was asked for', async () => {
    const person = await aPerson();
    const options = await optionsFor(person.id, STEP_UP);
    const response = person.authenticator.authenticate(options, { userHandle: null });
    expect(await verify(person, response, STEP_UP)).toMatchObject({ amr: ['swk', 'user'] });
  });

  it.each<[string, CeremonyBinding]>([
    ['another session', { purpose: 'step_up', subject: 'another session' }],
    ['a proof', { purpose: 'proof', subject: STEP_UP.subject }],
    ['a second factor', { purpose: 'second_factor', subject: STEP_UP.subject }],
    ['a sign-in', { purpose: 'sign_in', subject: '' }],
  ])('a response to a step-up is no factor for %s', async (_what, binding) => {
    const person = await aPerson();
    const response = person.authenticator.authenticate(await optionsFor(person.id, STEP_UP));
    expect(await verify(person, response, binding)).toBeNull();
    expect(await verify(person, response, STEP_UP)).not.toBeNull();
  });

  it('a passkey of one account is no factor of another', async () => {
    const [ann, bob] = [await aPerson(), await aPerson()];
    const response = ann.authenticator.authenticate(await optionsFor(ann.id, STEP_UP));
    expect(await verify(bob, response, STEP_UP)).toBeNull();
    const without = ann.authenticator.authenticate(await optionsFor(ann.id, STEP_UP), {
      userHandle: null,
    });
    expect(await verify(bob, without, STEP_UP)).toBeNull();
  });

  it.each([undefined, null, 1, 'x', [], {}, { response: null }, { response: { signature: {} } }])(
    'the response %j is no factor, and no error',
    async (response) => {
      expect(await verify(await aPerson(), response, STEP_UP)).toBeNull();
    },
  );
});

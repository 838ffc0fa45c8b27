import type { Answer } from '#libs/testing';
import { signIn, type Problem } from '../support/accounts.js';
import { freshProof, showing } from '../support/fresh-proof.js';
import { addPasskey, creationOptions, signInOptions } from '../support/passkeys.js';
import { PASSKEYS, SoftwareAuthenticator } from '../support/software-authenticator.js';
import { TwoServers } from '../support/two-servers.js';

const AT_ONCE = 50;
const ROUNDS = 3;

describe('passkeys on two instances', () => {
  let fixture: TwoServers;

  beforeAll(async () => {
    fixture = await TwoServers.start({ env: PASSKEYS });
    await fixture.warm(AT_ONCE);
  }, 120_000);
  afterAll(() => fixture?.close());

  const aPerson = async () => {
    const account = await fixture.accounts.create();
    const { access_token: token } = await signIn(fixture.on(0), account);
    return { ...account, token };
  };
  const statusesOf = (answers: readonly Answer<object>[]) =>
    answers.map(({ status }) => status).sort();

  it('of fifty uses of one response at once, one signs in', async () => {
    const person = await aPerson();
    const authenticator = new SoftwareAuthenticator();
    await addPasskey(fixture.on(0), person, authenticator);
    for (let round = 0; round < ROUNDS; round += 1) {
      const response = authenticator.authenticate(await signInOptions(fixture.on(round)));
      const answers = await fixture.race(AT_ONCE, (server) =>
        server.post<Problem>('/api/auth/login/passkey', { response }),
      );
      expect(statusesOf(answers)).toEqual([200, ...Array<number>(AT_ONCE - 1).fill(401)]);
    }
  }, 120_000);

  it('of two responses with the same count of an authenticator, one signs in', async () => {
    const person = await aPerson();
    const authenticator = new SoftwareAuthenticator({ isSynced: false, isCounting: true });
    await addPasskey(fixture.on(0), person, authenticator);
    for (let round = 0; round < ROUNDS; round += 1) {
      const counter = round + 1;
      const made = [];
      for (const server of [fixture.on(0), fixture.on(1)])
        made.push(authenticator.authenticate(await signInOptions(server), { counter }));
      const answers = await Promise.all(
        made.map((response, index) =>
          fixture.on(index).post<Problem>('/api/auth/login/passkey', { response }),
        ),
      );
      expect(statusesOf(answers)).toEqual([200, 401]);
    }
  }, 120_000);

  it('of fifty requests with one fresh proof and one response, one adds the passkey', async () => {
    const person = await aPerson();
    const { token } = person;
    const proof = await freshProof(fixture.on(0), person, 'add_factor');
    const { body } = await creationOptions(fixture.on(1), token, proof);
    const response = new SoftwareAuthenticator().register(body.options);
    const options = { token, headers: showing(proof) };
    const answers = await fixture.race(AT_ONCE, (server) =>
      server.post<Problem>('/api/auth/factors/passkeys', { response }, options),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toHaveLength(0);
  }, 120_000);
});

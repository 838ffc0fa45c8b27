import type { Answer } from '#libs/testing';
import { FakeProvider } from '../e2e/support/providers/fake-provider.js';
import { appear } from '../e2e/support/providers/persona.js';
import { Visitor } from '../e2e/support/providers/visitor.js';
import { provenByProvider } from '../e2e/support/providers/provider-proof.js';
import {
  anEmail,
  me,
  OTHER_PASSWORD,
  PASSWORD,
  signIn,
  type Problem,
} from '../support/accounts.js';
import { proofHeaders } from '../support/fresh-proof.js';
import { TwoServers } from '../support/two-servers.js';

const AT_ONCE = 20;
const ROUNDS = 8;

const statusesOf = (answers: readonly Answer<object>[]) =>
  answers.map(({ status }) => status).sort();
const oneOf = (others: number) => [200, ...Array<number>(AT_ONCE - 1).fill(others)];
const indices = Array.from({ length: AT_ONCE }, (_, index) => index);

describe('sign-ins by a provider on two instances', () => {
  let provider: FakeProvider;
  let fixture: TwoServers;

  beforeAll(async () => {
    provider = await FakeProvider.start();
    const env = { ...(await provider.env()), EMAIL_VERIFICATION_REQUIRED: 'false' };
    fixture = await TwoServers.start({ env });
    await fixture.warm(AT_ONCE);
  }, 120_000);
  afterAll(async () => {
    await fixture?.close();
    await provider?.close();
  });
  beforeEach(() => provider.reset());
  /** Whatever the outcome of a race, no account is left without a sign-in method. */
  afterEach(async () => {
    const lost = await fixture.accounts.rows(
      `SELECT id FROM users u WHERE password IS NULL
          AND NOT EXISTS (SELECT 1 FROM identities WHERE user_id = u.id)`,
    );
    expect(lost).toEqual([]);
  });

  const visitor = (index: number) => new Visitor(fixture.on(index));
  const waysIn = (userId: string) =>
    fixture.accounts.row<{ password: string | null; providers: string[] }>(
      `SELECT password, ARRAY(SELECT provider FROM identities WHERE user_id = u.id ORDER BY 1) AS providers
         FROM users u WHERE id = $1`,
      [userId],
    );
  /** The callback path of a link that was begun with this token. */
  const beginLink = async (of: Visitor, token: string, name: string, shown?: object) => {
    const path = `/api/auth/identities/${name}`;
    const prover = { token, password: PASSWORD };
    const headers = shown ?? (await proofHeaders(fixture.on(0), prover, 'POST', path));
    const begun = await of.post<{ authorization_url: string }>(path, { token, body: {}, headers });
    return of.consent(begun.body.authorization_url);
  };

  it('one identity that twenty accounts link at once goes to one of them', async () => {
    appear(provider, { email: anEmail() });
    const links = await Promise.all(
      indices.map(async (index) => {
        const account = await fixture.accounts.create();
        const { access_token: token } = await signIn(fixture.on(index), account);
        const browser = visitor(index);
        return { browser, path: await beginLink(browser, token, 'google') };
      }),
    );
    const answers = await Promise.all(links.map(({ browser, path }) => browser.get(path)));
    expect(statusesOf(answers)).toEqual(oneOf(409));
  }, 60_000);

  it('one of twenty identical callbacks succeeds', async () => {
    appear(provider, { email: anEmail() });
    const browser = visitor(0);
    const path = await browser.begin('google');
    const headers = { cookie: browser.cookieHeader };
    const answers = await fixture.race(AT_ONCE, (server) => server.get(path, { headers }));
    expect(statusesOf(answers)).toEqual(oneOf(400));
  }, 60_000);

  describe('an account made at another’s address goes to the owner of the address, while its maker', () => {
    /** The owner's sign-in, up to its last step, by the provider that hosts the domain. */
    const ownerComes = async (email: string) => {
      appear(provider, { email, claims: { hd: email.split('@')[1] } });
      const owner = visitor(1);
      const path = await owner.begin('google');
      return () => owner.get(path);
    };
    const expectOwners = async (owner: Answer<{ user: { id: string } }>, squatters: string[]) => {
      expect(owner.status).toBe(200);
      expect(await waysIn(owner.body.user.id)).toEqual({ password: null, providers: ['google'] });
      for (const token of squatters) {
        const answers = await Promise.all(fixture.servers.map((server) => me(server, token)));
        expect(statusesOf(answers)).toEqual([401, 401]);
      }
    };

    it('the maker of the account links a provider', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const squatter = await fixture.accounts.create({ isVerified: false });
        const { access_token: token } = await signIn(fixture.on(0), squatter);
        appear(provider, { email: anEmail('squatter') });
        const browser = visitor(0);
        const path = await beginLink(browser, token, 'acme');
        const come = await ownerComes(squatter.email);
        const [link, owner] = await Promise.all([browser.get<Problem>(path), come()]);
        expect([200, 401]).toContain(link.status);
        await expectOwners(owner, [token]);
      }
    }, 60_000);

    it('the maker of the account signs in with the password', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { email, password } = await fixture.accounts.create({ isVerified: false });
        const come = await ownerComes(email);
        const [login, owner] = await Promise.all([
          fixture.on(0).post<Problem & { access_token?: string }>('/api/auth/login', {
            email,
            password,
          }),
          come(),
        ]);
        expect([200, 401]).toContain(login.status);
        const { access_token: token } = login.body;
        await expectOwners(owner, token === undefined ? [] : [token]);
      }
    }, 60_000);

    it('the maker of the account sets a first password', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const email = anEmail('victim');
        appear(provider, { email });
        const squatter = (await visitor(0).signIn('facebook')).body;
        const proving = { provider: 'facebook', purpose: 'set_password' };
        const options = await provenByProvider(visitor(0), squatter.access_token, proving);
        const come = await ownerComes(email);
        const [set, owner] = await Promise.all([
          fixture
            .on(0)
            .post<Problem>('/api/auth/set-password', { password: OTHER_PASSWORD }, options),
          come(),
        ]);
        expect([200, 401]).toContain(set.status);
        await expectOwners(owner, [squatter.access_token]);
      }
    }, 60_000);
  });

  it('an account keeps a sign-in method when its two identities are removed while one signs in', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      appear(provider, { email: anEmail() });
      const { access_token: token, user } = (await visitor(0).signIn('google')).body;
      const link = await provenByProvider(visitor(0), token, { purpose: 'link_identity' });
      const unlink = await provenByProvider(visitor(0), token, { purpose: 'unlink_identity' });
      // At another address, so that no account has the identity once it is removed.
      const google = { person: provider.person, profiles: provider.profiles };
      appear(provider, { email: anEmail('other') });
      const linking = visitor(0);
      const linked = await linking.get(await beginLink(linking, token, 'acme', link.headers));
      expect(linked.status).toBe(200);
      const arriving = visitor(1);
      const back = await arriving.begin('acme');
      const { identities } = (
        await fixture.on(0).get<{ identities: { id: string }[] }>('/api/auth/identities', { token })
      ).body;
      expect(identities).toHaveLength(2);
      const [arrival, ...removals] = await Promise.all([
        arriving.get(back),
        ...identities.map(({ id }, index) =>
          fixture.on(index).delete<Problem>(`/api/auth/identities/${id}`, unlink),
        ),
      ]);
      expect(statusesOf(removals)).toEqual([200, 409]);
      expect((await waysIn(user.id))?.providers).toHaveLength(1);
      // The removed identity does not sign in to this account: it is refused, or belongs to a new account.
      expect([200, 400, 401]).toContain(arrival.status);
      const left = (await waysIn(user.id))?.providers[0];
      if (left === 'google') Object.assign(provider, google);
      const again = await visitor(0).signIn(left ?? '');
      expect(again).toMatchObject({ status: 200, body: { user: { id: user.id } } });
    }
  }, 60_000);
});

import { anEmail, signIn, type Account, type Problem } from '../support/accounts.js';
import { freshProof, proven } from '../support/fresh-proof.js';
import { provenByProvider } from '../e2e/support/providers/provider-proof.js';
import { REDIRECT_URI, Setting } from '../e2e/support/providers/setting.js';

const AT_ONCE = 20;
let count = 0;
const aSubject = () => `race-${process.pid}-${(count += 1)}`;
const times = <T>(make: (index: number) => T): T[] =>
  Array.from({ length: AT_ONCE }, (_, i) => make(i));

describe('sign-ins by a provider, many at once', () => {
  let setting: Setting;

  beforeAll(async () => {
    setting = await Setting.open();
  }, 120_000);
  afterAll(() => setting?.close());
  beforeEach(() => {
    setting.provider.reset();
    setting.person({ sub: aSubject(), email: anEmail() });
  });

  const identitiesOf = (subject: unknown) =>
    setting.accounts.rows<{ user_id: string }>(
      'SELECT user_id FROM identities WHERE subject = $1',
      [subject],
    );

  it('one identity that twenty accounts link at once goes to one of them', async () => {
    const accounts = await Promise.all(times(() => setting.accounts.create()));
    const paths = await Promise.all(
      accounts.map(async (account) => {
        const { access_token: token } = await signIn(setting.app, account);
        const visitor = setting.visitor();
        const prover = { token, password: account.password };
        const begun = await visitor.post<{ authorization_url: string }>(
          '/api/auth/identities/google',
          { ...(await proven(setting.app, prover, 'link_identity')), body: {} },
        );
        return { visitor, path: await visitor.consent(begun.body.authorization_url) };
      }),
    );
    const answers = await Promise.all(paths.map(({ visitor, path }) => visitor.get<Problem>(path)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(AT_ONCE - 1).fill(409)]);
    expect(await identitiesOf(setting.provider.person['sub'])).toHaveLength(1);
  }, 60_000);

  it('one of twenty identical callbacks succeeds', async () => {
    const visitor = setting.visitor();
    const path = await visitor.begin('google');
    const cookie = visitor.cookieHeader;
    const answers = await Promise.all(times(() => setting.app.get(path, { headers: { cookie } })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(AT_ONCE - 1).fill(400)]);
  }, 60_000);

  it('a one-time code is exchanged once', async () => {
    const sent = await setting.visitor().signIn('google', { redirect_uri: REDIRECT_URI });
    const code = new URL(String(sent.headers.location)).searchParams.get('code');
    const answers = await Promise.all(times(() => setting.app.post('/api/oauth/token', { code })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(AT_ONCE - 1).fill(400)]);
  }, 60_000);

  it('twenty concurrent first sign-ins of one person make one account', async () => {
    const begun = await Promise.all(
      times(async () => {
        const visitor = setting.visitor();
        return { visitor, path: await visitor.begin('google') };
      }),
    );
    const answers = await Promise.all(begun.map(({ visitor, path }) => visitor.get(path)));
    expect(answers.map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(200));
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
    expect(await identitiesOf(setting.provider.person['sub'])).toHaveLength(1);
  }, 60_000);

  it('an account keeps one sign-in method when the last two are removed at once', async () => {
    const first = await setting.visitor().signIn('google');
    const { access_token: token } = first.body;
    const visitor = setting.visitor();
    const link = await provenByProvider(visitor, token, { purpose: 'link_identity' });
    const begun = await visitor.post<{ authorization_url: string }>('/api/auth/identities/acme', {
      ...link,
      body: {},
    });
    await visitor.get(await visitor.consent(begun.body.authorization_url));
    const listed = await setting.app.get<{ identities: { id: string }[] }>('/api/auth/identities', {
      token,
    });
    expect(listed.body.identities).toHaveLength(2);
    const unlink = await provenByProvider(visitor, token, { purpose: 'unlink_identity' });
    const answers = await Promise.all(
      listed.body.identities.map(({ id }) =>
        setting.app.delete(`/api/auth/identities/${id}`, unlink),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  }, 60_000);

  it('two accounts are merged in one direction when both ask at once', async () => {
    const [one, two] = [await setting.accounts.create(), await setting.accounts.create()];
    const [a, b] = [await signIn(setting.app, one), await signIn(setting.app, two)];
    const merge = async (token: string, own: Account, other: Account) => {
      const options = await proven(setting.app, { ...own, token }, 'merge');
      const prover = { token, password: other.password };
      const other_proof = await freshProof(setting.app, prover, 'merge', other.email);
      const ask = (body: object) =>
        setting.app.post<{ confirmation: string }>('/api/auth/merge', body, options);
      const { body } = await ask({ other_proof });
      return () => ask({ other_proof, confirmation: body.confirmation });
    };
    const confirm = [await merge(a.access_token, one, two), await merge(b.access_token, two, one)];
    const answers = await Promise.all(confirm.map((send) => send()));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status >= 500)).toHaveLength(0);
    const left = await setting.accounts.rows('SELECT 1 FROM users WHERE id = ANY($1)', [
      [one.id, two.id],
    ]);
    expect(left).toHaveLength(1);
  }, 60_000);
});

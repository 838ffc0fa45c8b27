import { anEmail, signIn, type Problem } from '../support/accounts.js';
import { proven } from '../support/fresh-proof.js';
import { beginProof } from './support/providers/provider-proof.js';
import { appear } from './support/providers/persona.js';
import { REDIRECT_URI, Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

const MAX_FLOWS = 8;

describe('parallel flows of one browser', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    // Google is authoritative for its domain, too.
    appear(setting.provider, { email: anEmail(), claims: { hd: 'example.test' } });
  });

  const refused = { status: 400, body: { code: 'INVALID_OAUTH_STATE' } };

  it.each([
    ['in the order in which they were begun', [0, 1]],
    ['in the other order', [1, 0]],
  ])('Two flows of one provider in two tabs both end as if alone: %s', async (_order, order) => {
    const visitor = setting.visitor();
    const paths = [await visitor.begin('google'), await visitor.begin('google')];
    for (const index of order) {
      expect(await visitor.get(paths[index] ?? '')).toMatchObject({ status: 200 });
    }
    expect(visitor.cookieHeader).not.toMatch(/gatehouse_oauth/);
  });

  it('Two flows of two providers end as if alone', async () => {
    const visitor = setting.visitor();
    const [google, acme] = [await visitor.begin('google'), await visitor.begin('acme')];
    expect((await visitor.get(acme)).status).toBe(200);
    expect((await visitor.get(google)).status).toBe(200);
  });

  it('Two flows may return at the same moment', async () => {
    const visitor = setting.visitor();
    const paths = [await visitor.begin('google'), await visitor.begin('google')];
    const cookie = visitor.cookieHeader;
    const answers = await Promise.all(
      paths.map((path) => setting.app.get(path, { headers: { cookie } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it.each([
    ['forged', (path: string) => path.replace(/state=[^&]*/, 'state=another')],
    ['without a state', (path: string) => path.replace(/state=[^&]*/, '')],
    ['used before', (path: string) => path],
  ])('A flow continues after a callback that is %s', async (_what, change) => {
    const visitor = setting.visitor();
    const [used, path] = [await visitor.begin('google'), await visitor.begin('google')];
    expect((await visitor.get(used)).status).toBe(200);
    expect(await visitor.get(change(used))).toMatchObject(refused);
    expect((await visitor.get(path)).status).toBe(200);
  });

  it('A refused flow leaves the others unchanged', async () => {
    const visitor = setting.visitor();
    const [first, second] = [await visitor.begin('google'), await visitor.begin('google')];
    const cancelled = first.replace(/code=[^&]*/, 'error=access_denied');
    expect((await visitor.get(cancelled)).status).toBe(403);
    expect((await visitor.get(second)).status).toBe(200);
  });

  it('Parallel flows to sign in, to link and to prove each end for their own purpose', async () => {
    const account = await setting.accounts.create();
    const { access_token: token } = await signIn(setting.app, account);
    const visitor = setting.visitor();
    const person = { ...setting.provider.person };
    const signingIn = await visitor.begin('google', { redirect_uri: REDIRECT_URI, state: 'own' });
    const options = await proven(setting.app, { ...account, token }, 'link_identity');
    const linking = await visitor.post<{ authorization_url: string }>(
      '/api/auth/identities/google',
      { ...options, body: {} },
    );
    const proving = await beginProof(visitor, token, { purpose: 'unlink_identity' });
    setting.provider.person = { ...person, sub: `linked-${process.pid}` };
    const linked = await visitor.return(linking.body.authorization_url);
    expect(linked).toMatchObject({ status: 200, body: { message: 'Identity linked' } });
    const proof = await visitor.return(proving.body.authorization_url);
    expect(proof).toMatchObject({ status: 200, body: { purpose: 'unlink_identity' } });
    setting.provider.person = person;
    const signedIn = await visitor.get(signingIn);
    expect(signedIn.status).toBe(302);
    expect(String(signedIn.headers.location)).toMatch(/^https:\/\/app\.example\.test.*code=/);
  });

  it('A flow is refused without the cookie of that flow', async () => {
    const [visitor, other] = [setting.visitor(), setting.visitor()];
    const path = await visitor.begin('google');
    await other.begin('google');
    expect(await other.get(path)).toMatchObject(refused);
    expect((await visitor.get(path)).status).toBe(200);
  });

  it('A flow is refused with the cookie of another flow', async () => {
    const visitor = setting.visitor();
    const [first] = [await visitor.begin('google'), await visitor.begin('google')];
    const [a = '', b = ''] = visitor.cookieHeader.split('; ');
    const swapped = [`${nameOf(a)}=${valueOf(b)}`, `${nameOf(b)}=${valueOf(a)}`].join('; ');
    const answer = await setting.app.get<Problem>(first, { headers: { cookie: swapped } });
    expect(answer).toMatchObject(refused);
  });

  it('One flow too many ends the oldest of this browser, and none of another', async () => {
    const [visitor, other] = [setting.visitor(), setting.visitor()];
    const elsewhere = await other.begin('google');
    const paths: string[] = [];
    for (let count = 0; count <= MAX_FLOWS; count += 1) paths.push(await visitor.begin('google'));
    const held = visitor.cookieHeader.split('; ').filter((pair) => /^gatehouse_oauth/.test(pair));
    expect(held.length).toBe(MAX_FLOWS);
    expect(visitor.cookieHeader.length).toBeLessThanOrEqual(6144);
    expect(await visitor.get(paths[0] ?? '')).toMatchObject(refused);
    for (const path of paths.slice(1)) expect((await visitor.get(path)).status).toBe(200);
    expect((await other.get(elsewhere)).status).toBe(200);
  });

  it.each([
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['a script', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])('A flow is not begun by %s of another site', async (_what, metadata) => {
    const headers = { 'sec-fetch-site': 'cross-site', ...metadata };
    const answer = await setting.app.get<Problem>('/api/oauth/apple', { headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'NAVIGATION_REQUIRED' } });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('A flow is begun by a link of another site', async () => {
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await setting.app.get('/api/oauth/google', { headers })).status).toBe(302);
  });

  it('A flow is not begun with a state that no browser would keep', async () => {
    const query = new URLSearchParams({ redirect_uri: REDIRECT_URI, state: '\u0001'.repeat(512) });
    const answer = await setting.app.get<Problem>(`/api/oauth/google?${query.toString()}`);
    expect(answer.status === 302 || answer.status === 400).toBe(true);
    const cookies = [answer.headers['set-cookie'] ?? []].flat();
    for (const line of cookies) expect(line.split(';')[0]?.length).toBeLessThanOrEqual(4096);
  });
});

const nameOf = (pair: string) => pair.slice(0, pair.indexOf('='));
const valueOf = (pair: string) => pair.slice(pair.indexOf('=') + 1);

import { startTestApp, type TestApp } from '#libs/testing';
import { Unmerge } from '#api/oauth';
import {
  anEmail,
  mailTo,
  OTHER_PASSWORD,
  signIn,
  tokenIn,
  type Account,
} from '../support/accounts.js';
import { freshProof, proven, showing } from '../support/fresh-proof.js';
import { Setting } from '../e2e/support/providers/setting.js';

const ROUNDS = 12;
const unmerge = (app: TestApp) => app.nest.get(Unmerge, { strict: false });
let count = 0;
const aSubject = () => `recovery-race-${process.pid}-${(count += 1)}`;

describe('a recovery, at the same moment as what it undoes', () => {
  let setting: Setting;
  let other: TestApp;

  beforeAll(async () => {
    const env = {
      TRUST_PROXY: 'loopback',
      SECRET_KEY: 'for-tests-only-0123456789abcdefghijklmnop',
    };
    setting = await Setting.open(env);
    const { env: mail } = setting.sink;
    const database = { url: setting.app.databaseUrl };
    other = await startTestApp({ database, env: { ...env, ...mail, RATE_LIMIT_ENABLED: 'false' } });
  }, 120_000);
  afterAll(async () => {
    await other?.close();
    await setting?.close();
  });
  beforeEach(() => setting.provider.reset());

  const identitiesOf = ({ id }: Account) =>
    setting.accounts.rows('SELECT 1 FROM identities WHERE user_id = $1', [id]);

  /** A link of a provider that waits for its callback. */
  async function halfLinked(token: string, { password }: Account) {
    setting.person({ sub: aSubject(), email: anEmail('thief') });
    const visitor = setting.visitor();
    const options = await proven(setting.app, { token, password }, 'link_identity');
    const begun = await visitor.post<{ authorization_url: string }>('/api/auth/identities/google', {
      ...options,
      body: {},
    });
    const path = await visitor.consent(begun.body.authorization_url);
    return () => visitor.get(path);
  }

  it('a password reset leaves no provider that is linked at the same time', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const account = await setting.accounts.create();
      const finish = await halfLinked((await signIn(setting.app, account)).access_token, account);
      const token = await setting.accounts.mailedToken(account, 'reset_password');
      const body = { token, password: OTHER_PASSWORD, keep: [] };
      const [reset, linked] = await Promise.all([
        other.post('/api/password/reset', body),
        finish(),
      ]);
      expect(reset.status).toBe(200);
      expect([200, 401]).toContain(linked.status);
      expect(await identitiesOf(account)).toEqual([]);
    }
  }, 120_000);

  it('denying a sign-in leaves no token that is minted and no provider that is linked at the same time', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const account = await setting.accounts.create();
      await setting.accounts.grant(account, 'admin');
      const { email, password } = account;
      const home = { headers: { 'x-forwarded-for': '193.99.144.80' } };
      await setting.app.post('/api/auth/login', { email, password }, home);
      const headers = { 'x-forwarded-for': '133.242.0.1' };
      const thief = await setting.app.post<{ access_token: string }>(
        '/api/auth/login',
        { email, password },
        { headers },
      );
      const { access_token: token } = thief.body;
      const link = tokenIn(await mailTo(setting.sink, email, /Was it you/));
      const listed = await setting.app.get<{ services: { id: string }[] }>('/api/roles/services', {
        token,
      });
      const minting = { service_id: listed.body.services[0]?.id, name: `race ${aSubject()}` };
      const finish = await halfLinked(token, account);
      const mint = await proven(setting.app, { token, password }, 'mint_token');
      const [denied, minted] = await Promise.all([
        other.post('/api/auth/sign-ins/deny', { token: link }),
        setting.app.post<{ token_data?: { token: string } }>('/api/tokens', minting, mint),
        finish(),
      ]);
      expect(denied.status).toBe(200);
      expect([201, 401]).toContain(minted.status);
      expect(await identitiesOf(account)).toEqual([]);
      const live = await setting.accounts.rows(
        'SELECT 1 FROM app_tokens WHERE created_by = $1 AND is_active',
        [account.id],
      );
      expect(live).toEqual([]);
    }
  }, 180_000);

  async function merged() {
    const [kept, ended] = [await setting.accounts.create(), await setting.accounts.create()];
    await confirmedMerge(kept, ended).then((send) => send());
    return { kept, ended };
  }

  async function confirmedMerge(kept: Account, ended: Account) {
    const { access_token: token } = await signIn(setting.app, kept);
    const own = await freshProof(setting.app, { ...kept, token }, 'merge');
    const prover = { token, password: ended.password };
    const proof = { other_proof: await freshProof(setting.app, prover, 'merge', ended.email) };
    const options = { token, headers: showing(own) };
    const ask = (body: object) =>
      setting.app.post<{ confirmation: string }>('/api/auth/merge', body, options);
    const { confirmation } = (await ask(proof)).body;
    return () => ask({ ...proof, confirmation });
  }

  const exists = async ({ id }: Account) =>
    (await setting.accounts.rows('SELECT 1 FROM users WHERE id = $1', [id])).length === 1;

  it('a merge is undone once, however many operators ask at once', async () => {
    const { ended } = await merged();
    const ask = (app: TestApp) => unmerge(app).undo(ended.id);
    const answers = await Promise.allSettled([ask(setting.app), ask(other), ask(other)]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await exists(ended)).toBe(true);
  }, 60_000);

  it('a merge is undone before or after the kept account is merged into a third, and no account is lost', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { kept, ended } = await merged();
      const third = await setting.accounts.create();
      const mergeOn = await confirmedMerge(third, kept);
      const [undone, mergedOn] = await Promise.allSettled([
        unmerge(other).undo(ended.id),
        mergeOn(),
      ]);
      expect(mergedOn.status).toBe('fulfilled');
      if (undone.status === 'rejected') {
        expect(undone.reason).toMatchObject({ code: 'MERGE_COVERED' });
        await unmerge(other).undo(kept.id);
        await unmerge(other).undo(ended.id);
      }
      expect(await exists(ended)).toBe(true);
    }
  }, 180_000);
});

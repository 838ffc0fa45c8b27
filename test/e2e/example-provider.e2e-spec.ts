import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestApp } from '#libs/testing';
import { type Accounts, signIn } from '../support/accounts.js';
import { proven } from '../support/fresh-proof.js';
import { beginProof } from './support/providers/provider-proof.js';
import { startExampleProvider, type OpenIdServer } from './support/providers/openid-server.js';
import { Visitor } from './support/providers/visitor.js';
import { withFixture } from '../support/with-fixture.js';

const BASE_URL = 'http://gatehouse.test';
const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** The section "Sign in with a provider" of the README, with its provider. */
describe('the example provider', () => {
  let provider: OpenIdServer;
  let app: TestApp;
  let accounts: Accounts;

  withFixture(async (opened) => {
    provider = opened.add(await startExampleProvider(BASE_URL));
    const set = [...README.matchAll(/^(OIDC_EXAMPLE_\w+)=([^ \n]+)/gm)];
    const shown = Object.fromEntries(set.map(([, name, value]) => [name, value]));
    expect(Object.keys(shown)).toHaveLength(3);
    ({ app, accounts } = await opened.app({
      env: {
        ...shown,
        OIDC_EXAMPLE_ISSUER: provider.url,
        APP_BASE_URL: BASE_URL,
        RATE_LIMIT_ENABLED: 'false',
      },
    }));
  }, 120_000);

  const visit = async (name: string) => {
    const visitor = new Visitor(app, BASE_URL);
    const begun = await visitor.get('/api/oauth/example');
    const back = await provider.consent(String(begun.headers.location), name);
    return visitor.get(visitor.pathOf(back));
  };

  it('The example provider signs in, is linked and unlinked, and accounts are merged, as the README shows', async () => {
    const anna = await visit('anna');
    expect(anna).toMatchObject({
      status: 200,
      body: { user: { email: 'anna@example.org', is_email_verified: true } },
    });
    const account = await accounts.create();
    const { access_token: token } = await signIn(app, account);
    const prover = { token, password: account.password };
    const visitor = new Visitor(app, BASE_URL);
    const begun = await visitor.post<{ authorization_url: string }>(
      '/api/auth/identities/example',
      { ...(await proven(app, prover, 'link_identity')), body: {} },
    );
    const back = await provider.consent(begun.body.authorization_url, 'bert');
    expect((await visitor.get(visitor.pathOf(back))).body.message).toBe('Identity linked');
    const listed = await app.get<{ identities: { id: string }[] }>('/api/auth/identities', {
      token,
    });
    const id = listed.body.identities[0]?.id ?? '';
    const unlink = await proven(app, prover, 'unlink_identity');
    expect((await app.delete(`/api/auth/identities/${id}`, unlink)).status).toBe(200);
    const own = await proven(app, prover, 'merge');
    const asked = await beginProof(visitor, token, { provider: 'example', purpose: 'merge' });
    expect(asked.body.authorization_url).toMatch(/prompt=login&max_age=0/);
    const asAnna = await provider.consent(asked.body.authorization_url, 'anna');
    const proved = await visitor.get<{ proof: string }>(visitor.pathOf(asAnna));
    const proof = { other_proof: proved.body.proof };
    const merge = (body: object) =>
      app.post<{ confirmation: string; merged: boolean }>('/api/auth/merge', body, own);
    const { confirmation } = (await merge(proof)).body;
    expect((await merge({ ...proof, confirmation })).body.merged).toBe(true);
    expect((await visit('anna')).body.user.id).toBe(account.id);
  });
});

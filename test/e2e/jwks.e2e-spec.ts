import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type TestApp } from '#libs/testing';
import { SigningKeys, type PublicJwk } from '#api/signing-keys';
import { type Accounts, me, refresh, signIn, type Account } from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const PATH = '/.well-known/jwks.json';
const ISSUER = 'http://auth.example.test';

interface Jwks {
  readonly keys: readonly PublicJwk[];
}

describe('the published keys', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  const jwks = async () => (await app.get<Jwks>(PATH)).body.keys;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({
      env: { APP_BASE_URL: ISSUER, JWT_AUDIENCE: 'the team' },
    }));
    account = await accounts.create();
  }, 60_000);

  it('The published keys have public members alone, and declare their use', async () => {
    const answer = await app.get<Jwks>(PATH);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.body.keys).toHaveLength(1);
    const [key] = answer.body.keys;
    expect(Object.keys(key!).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256' });
  });

  it('The published keys may be cached for a minute, and revalidated by their ETag', async () => {
    const { headers } = await app.get(PATH);
    expect(headers['cache-control']).toBe('public, max-age=60');
    const etag = String(headers.etag);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await app.get(PATH, { headers: { 'if-none-match': known } });
      expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag]);
    }
    expect((await app.get(PATH, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('The published keys verify an access token in another service that has nothing else', async () => {
    const { access_token, expires_in } = await signIn(app, account);
    const keys = createRemoteJWKSet(new URL(PATH, app.url));
    const { payload } = await jwtVerify(access_token, keys, {
      issuer: ISSUER,
      audience: 'the team',
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(payload.sub).toBe(account.id);
    expect(payload.exp! - payload.iat!).toBe(expires_in);
    expect(JSON.stringify(payload)).not.toContain(account.email);
  });

  it('The published keys contain a new key before it signs, and both while tokens of the old one are valid', async () => {
    const before = await jwks();
    const { access_token } = await signIn(app, account);
    await app.nest.get(SigningKeys, { strict: false }).rotate();
    const after = await jwks();
    expect(after).toHaveLength(2);
    expect(after[0]).toEqual(before[0]);
    expect((await me(app, access_token)).status).toBe(200);
    expect((await app.get(PATH)).headers.etag).not.toBe(undefined);
  });

  it('The published keys lose a leaked key at once: its tokens are refused, and refreshing still works', async () => {
    const signedIn = await signIn(app, account);
    expect((await me(app, signedIn.access_token)).status).toBe(200);
    await app.nest.get(SigningKeys, { strict: false }).rotate({ now: true });
    expect(await jwks()).toHaveLength(1);
    const refused = await me(app, signedIn.access_token);
    expect([refused.status, refused.body.code]).toEqual([401, 'INVALID_TOKEN']);
    expect(refused.headers['www-authenticate']).toContain('error="invalid_token"');
    const renewed = await refresh(app, signedIn.refresh_token);
    expect((await me(app, renewed.body.access_token)).status).toBe(200);
  });

  it('The published keys are read by HEAD and changed by no method', async () => {
    expect((await app.call('HEAD', PATH)).status).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect((await app.call(method, PATH)).status).toBe(405);
    }
  });
});

import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { Refusal } from './errors.js';
import { Audience } from './core/audience.js';
import { KeyStore } from './core/key-store.js';
import { accessTokenClaims, SigningKey } from './testing/fake-credentials.js';
import { TokenVerifier } from './token-verifier.js';

const ISSUER = 'https://auth.test';
const NOW = 1_800_000_000;

const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const key = new SigningKey();

function setUp() {
  const clock = { ms: NOW * 1000 };
  const fetchKeys = jest.fn(() => Promise.resolve({ keys: [key.publicJwk] }));
  const keys = new KeyStore({
    fetchKeys,
    clock: () => clock.ms,
    cooldownSeconds: 5,
    maxAgeSeconds: 600,
  });
  const verifier = new TokenVerifier({
    keys,
    issuer: ISSUER,
    audience: new Audience({ service: 'orders', audience: ISSUER }),
    clock: () => clock.ms,
    clockToleranceSeconds: 5,
    maxRemembered: 100,
  });
  return { verifier, keys, fetchKeys, clock };
}

const claims = (more: object = {}) => ({
  ...accessTokenClaims({
    issuer: ISSUER,
    audience: ISSUER,
    userId: 'u1',
    sessionId: 's1',
    nowSeconds: NOW,
    lifetimeSeconds: 3600,
  }),
  ...more,
});

const without = (name: string) => {
  const all: Record<string, unknown> = claims();
  delete all[name];
  return all;
};

const refusal = (verified: Promise<unknown>): Promise<Refusal> =>
  verified.then(
    () => {
      throw new Error('It was accepted');
    },
    (error: Refusal) => error,
  );

describe('TokenVerifier', () => {
  it('a verified token gives its user', async () => {
    const { verifier } = setUp();
    const { user } = await verifier.verify(key.sign(claims({ jti: 'j1' })));
    expect(user).toMatchObject({
      id: 'u1',
      sessionId: 's1',
      tokenId: 'j1',
      issuedAt: NOW,
      expiresAt: NOW + 3600,
      authTime: NOW,
      amr: ['pwd'],
    });
    expect(Object.isFrozen(user)).toBe(true);
  });

  it('a verified token is remembered until it expires, and not longer', async () => {
    const { verifier, clock } = setUp();
    const token = key.sign(claims());
    expect(verifier.recall(token)).toBeUndefined();
    const verified = await verifier.verify(token);
    expect(verifier.recall(token)).toBe(verified);
    clock.ms = (NOW + 3605) * 1000;
    expect(verifier.recall(token)).toBeUndefined();
    expect((await refusal(verifier.verify(token))).message).toBe('The access token has expired');
  });

  it('tokens of a dropped key are forgotten', async () => {
    const { verifier } = setUp();
    const token = key.sign(claims());
    await verifier.verify(token);
    verifier.forgetAllExcept(['another']);
    expect(verifier.recall(token)).toBeUndefined();
  });

  describe('refuses with INVALID_TOKEN', () => {
    const other = new SigningKey();
    const good = () => key.sign(claims());
    const [head = '', body = '', signature = ''] = key.sign(claims()).split('.');
    const withHeader = (header: object) => key.sign(claims(), header);
    const withClaims = (more: object) => key.sign(claims(more));
    const unsigned = (alg: string) =>
      `${encode({ alg, typ: 'at+jwt', kid: key.kid })}.${encode(claims())}.`;
    const hmac = (secret: string) => {
      const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })}.${encode(claims())}`;
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    };
    const rawPayload = (payload: string) => {
      const input = `${head}.${encode(payload)}`;
      return { input, payload };
    };
    const rsa = () => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const input = `${encode({ alg: 'RS256', typ: 'at+jwt', kid: key.kid })}.${encode(claims())}`;
      return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
    };
    const lastCharChanged = () => {
      const token = good();
      const last = token.slice(-1);
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      // The last character of 64 bytes in base64url has four unused bits.
      return token.slice(0, -1) + alphabet[alphabet.indexOf(last) ^ 1];
    };

    const cases: [string, () => string][] = [
      ['the algorithm none', () => unsigned('none')],
      ['the algorithm None', () => unsigned('None')],
      ['the algorithm nOnE', () => unsigned('nOnE')],
      ['an empty signature', () => `${head}.${body}.`],
      ['a missing signature', () => `${head}.${body}`],
      ['HS256 with an empty secret', () => hmac('')],
      ['HS256 with the public key as its secret', () => hmac(JSON.stringify(key.publicJwk))],
      ['RS256', rsa],
      ['ES384 in the header', () => withHeader({ alg: 'ES384' })],
      ['a signature of zeros', () => `${head}.${body}.${'A'.repeat(86)}`],
      ['a signature with another last character', lastCharChanged],
      [
        'a signature over another payload',
        () => `${head}.${encode(claims({ sub: 'u2' }))}.${signature}`,
      ],
      ["another's signature under our kid", () => other.sign(claims(), { kid: key.kid })],
      ['a kid that is a path', () => withHeader({ kid: '../../dev/null' })],
      ['a kid that is SQL', () => withHeader({ kid: "' OR 1=1--" })],
      ['a kid of 10 kB', () => withHeader({ kid: 'k'.repeat(10_000) })],
      ['a kid of 300 characters', () => withHeader({ kid: 'k'.repeat(300) })],
      ['a kid that is a list', () => withHeader({ kid: [key.kid] })],
      ['a kid that is empty', () => withHeader({ kid: '' })],
      ['no kid', () => withHeader({ kid: undefined })],
      ['an embedded key', () => other.sign(claims(), { jwk: other.publicJwk })],
      ['an unknown crit', () => withHeader({ crit: ['x'], x: 1 })],
      ['b64 false', () => withHeader({ crit: ['b64'], b64: false })],
      ['typ JWT', () => withHeader({ typ: 'JWT' })],
      ['no typ', () => withHeader({ typ: undefined })],
      ['a refresh token typ', () => withHeader({ typ: 'rt+jwt' })],
      ['an encrypted token', () => `${encode({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })}..a.b.c`],
      ['a nested token', () => key.sign(claims(), { cty: 'JWT', typ: 'JWT' })],
      ['another issuer', () => withClaims({ iss: 'https://evil.test' })],
      ['an issuer with a slash more', () => withClaims({ iss: `${ISSUER}/` })],
      ['no issuer', () => key.sign(without('iss'))],
      ['another audience', () => withClaims({ aud: 'https://other.test' })],
      ['no audience', () => key.sign(without('aud'))],
      ['no subject', () => key.sign(without('sub'))],
      ['no session', () => key.sign(without('sid'))],
      ['no token id', () => key.sign(without('jti'))],
      ['no expiry', () => key.sign(without('exp'))],
      ['no time of issue', () => key.sign(without('iat'))],
      ['no time of sign-in', () => key.sign(without('auth_time'))],
      ['a subject that is a number', () => withClaims({ sub: 7 })],
      ['a session that is empty', () => withClaims({ sid: '' })],
      ['an expiry beyond the tolerance', () => withClaims({ exp: NOW - 6 })],
      ['an expiry that is a text', () => withClaims({ exp: String(NOW + 60) })],
      ['an expiry that is negative', () => withClaims({ exp: -1 })],
      ['an expiry that is a fraction', () => withClaims({ exp: NOW + 0.5 })],
      ['a time of issue far ahead', () => withClaims({ iat: NOW + 3600 })],
      ['a not-before ahead', () => withClaims({ nbf: NOW + 60 })],
      ['whitespace around it', () => ` ${good()}`],
      ['a fourth part', () => `${good()}.x`],
      ['padding', () => `${good()}=`],
      ['9 kB', () => withClaims({ fill: 'x'.repeat(9000) })],
      ['nothing', () => ''],
      ['dots', () => '..'],
      ['a header that is no JSON', () => `${encode('{')}.${body}.${signature}`],
      ['a header that is a list', () => `${encode('[]')}.${body}.${signature}`],
      ['a payload that is no JSON', () => rawPayload('{').input + `.${signature}`],
    ];

    it.each(cases)('a token is refused with INVALID_TOKEN: %s', async (_name, token) => {
      const { verifier, fetchKeys } = setUp();
      const error = await refusal(verifier.verify(token()));
      expect(error).toBeInstanceOf(Refusal);
      expect(error.code).toBe('INVALID_TOKEN');
      expect(error.message).toMatch(/^The access token (is not valid|has expired)$/);
      expect(fetchKeys.mock.calls.length).toBeLessThanOrEqual(1);
    });

    it('a token is refused with INVALID_TOKEN: an expiry that is infinite', async () => {
      const { verifier } = setUp();
      const payload = JSON.stringify(claims()).replace(/"exp":\d+/, '"exp":1e400');
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const kid = randomUUID();
      const keys = new KeyStore({
        fetchKeys: () =>
          Promise.resolve({
            keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256' }],
          }),
        clock: () => NOW * 1000,
        cooldownSeconds: 5,
        maxAgeSeconds: 600,
      });
      const input = `${encode({ alg: 'ES256', typ: 'at+jwt', kid })}.${encode(payload)}`;
      const bytes = sign('sha256', Buffer.from(input), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      Object.assign(verifier, { options: { ...verifier['options'], keys } });
      const error = await refusal(verifier.verify(`${input}.${bytes.toString('base64url')}`));
      expect(error.code).toBe('INVALID_TOKEN');
    });
  });

  it('a token is accepted within the clock tolerance after its expiry and before its issue', async () => {
    const { verifier } = setUp();
    await expect(verifier.verify(key.sign(claims({ exp: NOW - 4 })))).resolves.toBeDefined();
    await expect(verifier.verify(key.sign(claims({ iat: NOW + 30 })))).resolves.toBeDefined();
  });

  it('a claim named __proto__ changes no prototype', async () => {
    const { verifier } = setUp();
    const token = key.sign(
      JSON.parse(`${JSON.stringify(claims()).slice(0, -1)},"__proto__":{"admin":true}}`) as object,
    );
    const { user } = await verifier.verify(token);
    expect((user as unknown as { admin?: boolean }).admin).toBeUndefined();
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('a token is refused as unavailable, not as invalid, while there are no keys', async () => {
    const { verifier, fetchKeys } = setUp();
    fetchKeys.mockRejectedValue(new Error('down'));
    const error = await refusal(verifier.verify(key.sign(claims())));
    expect(error.code).toBe('AUTH_UNAVAILABLE');
  });
});

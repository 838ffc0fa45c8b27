import {
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CompactEncrypt } from 'jose';
import { newId } from '#libs/kernel';
import { type TestApp } from '#libs/testing';
import { KeyRingCache } from '../../apps/api/src/signing-keys/key-ring-cache.service.js';
import {
  type Accounts,
  me,
  signIn,
  type Account,
  type Problem,
  UNLIMITED,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

type Fields = Record<string, unknown>;

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Fields;

/** Every kind of route that requires an access token. */
const ROUTES = [
  ['GET', '/api/auth/me'],
  ['PATCH', '/api/auth/me'],
  ['DELETE', '/api/auth/me'],
  ['POST', '/api/auth/logout'],
  ['POST', '/api/auth/change-password'],
  ['GET', '/api/auth/sessions'],
  ['GET', '/api/auth/sessions/stats'],
  ['DELETE', '/api/auth/sessions'],
  ['DELETE', `/api/auth/sessions/${newId()}`],
  ['GET', '/api/roles/services'],
  ['GET', '/api/roles/services/user'],
  ['POST', '/api/tokens'],
  ['GET', '/api/tokens/validate'],
] as const;

describe('a forged access token', () => {
  let app: TestApp;
  let accounts: Accounts;
  let account: Account;
  let good: string;
  let privateKey: KeyObject;
  let listener: Server;
  let visits = 0;

  withFixture(async (opened) => {
    ({ app, accounts } = await opened.app({ env: UNLIMITED }));
    account = await accounts.create();
    await accounts.grant(account, 'admin');
    good = (await signIn(app, account)).access_token;
    const rings = app.nest.get(KeyRingCache, { strict: false });
    const key = (await rings.get()).signer(Date.parse(new Date().toISOString())).privateKey!;
    privateKey = createPrivateKey({
      key: key.export({ format: 'der', type: 'pkcs8' }),
      format: 'der',
      type: 'pkcs8',
    });
    listener = createServer((_request, response) => {
      visits += 1;
      response.end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    opened.add(listener);
    await once(listener, 'listening');
  }, 60_000);

  const signed = (input: string, key = privateKey) => {
    const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
    const low = (s <= ORDER >> 1n ? s : ORDER - s).toString(16).padStart(64, '0');
    const whole = Buffer.concat([signature.subarray(0, 32), Buffer.from(low, 'hex')]);
    return `${input}.${whole.toString('base64url')}`;
  };
  /** Signed with the key of the server, so that only the rules for claims refuse it. */
  const forge = (claims: Fields = {}, header: Fields = {}) => {
    const [head, payload] = good.split('.') as [string, string];
    return signed(
      `${encode({ ...decode(head), ...header })}.${encode({ ...decode(payload), ...claims })}`,
    );
  };
  const parts = () => good.split('.') as [string, string, string];
  const here = () => `http://127.0.0.1:${(listener.address() as AddressInfo).port}/keys`;

  const refused = async (token: string) => {
    const answer = await me(app, token);
    expect(answer).toMatchObject({ status: 401, body: { success: false, code: 'INVALID_TOKEN' } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*invalid_token/);
    expect(answer.text).not.toMatch(/jwt|jose|signature|kid|sql|stack/i);
  };

  it('A token that is made with our own key and valid throughout is accepted, so that the refusals are significant', async () => {
    expect((await me(app, forge())).status).toBe(200);
  });

  it('A forged access token is refused on every route', async () => {
    const [head, payload] = parts();
    const { publicKey: _other, privateKey: foreign } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
    });
    const forgeries = [
      `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      `${head}.${payload}.`,
      `${head}.${payload}`,
      signed(`${head}.${payload}`, foreign),
      forge({ exp: 1 }),
    ];
    for (const [method, path] of ROUTES) {
      for (const token of [...forgeries, '']) {
        const answer = await app.call<Problem>(method, path, { token, body: {} });
        expect([method, path, answer.status]).toEqual([method, path, 401]);
        expect(answer.body.success).toBe(false);
      }
    }
    expect((await me(app, good)).status).toBe(200);
  });

  it.each(['none', 'None', 'nOnE', 'NONE'])(
    'A forged access token with the algorithm %s is refused',
    async (alg) => {
      const [, payload, signature] = parts();
      await refused(`${encode({ alg, typ: 'at+jwt' })}.${payload}.`);
      await refused(`${encode({ alg, typ: 'at+jwt' })}.${payload}.${signature}`);
    },
  );

  it('A forged access token with HS256 under an empty secret, null or our public key is refused', async () => {
    const jwks = await app.get<{ keys: unknown[] }>('/.well-known/jwks.json');
    const { kid } = decode(parts()[0]);
    for (const secret of ['', 'null', 'secret', JSON.stringify(jwks.body.keys[0]), jwks.text]) {
      const input = `${encode({ alg: 'HS256', typ: 'at+jwt', kid })}.${parts()[1]}`;
      const mac = createHmac('sha256', secret).update(input).digest('base64url');
      await refused(`${input}.${mac}`);
    }
  });

  it.each<[string, unknown]>([
    ['a path', '../../dev/null'],
    ['SQL', "' OR 1=1--"],
    ['10 KB', 'x'.repeat(10_000)],
    ['unknown', newId()],
    ['a list', ['a']],
    ['a number', 1],
    ['null', null],
    ['absent', undefined],
  ])('A forged access token whose kid is %s is refused', async (_what, kid) => {
    await refused(forge({}, { kid }));
  });

  it('A forged access token that names a key address is refused, and the address is not called', async () => {
    const { publicKey, privateKey: own } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const headers: Fields[] = [
      { jku: here() },
      { x5u: here() },
      { jwk },
      { x5c: ['MIIB'] },
      { crit: ['exp'] },
      { crit: ['unknown'], unknown: 1 },
      { b64: false, crit: ['b64'] },
      { zip: 'DEF' },
    ];
    for (const extra of headers) {
      await refused(forge({}, extra));
      const header = { alg: 'ES256', typ: 'at+jwt', kid: here(), ...extra };
      await refused(signed(`${encode(header)}.${parts()[1]}`, own));
    }
    expect(visits).toBe(0);
  });

  it('A forged access token that is encrypted, nested or packed is refused', async () => {
    const key = Buffer.alloc(32, 1);
    const wrapped = await new CompactEncrypt(
      Buffer.from(`${encode({ alg: 'none' })}.${parts()[1]}.`),
    )
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: 'JWT' })
      .encrypt(key);
    await refused(wrapped);
    await refused(signed(`${encode({ ...decode(parts()[0]), cty: 'JWT' })}.${encode(good)}`));
  });

  it.each<[string, Fields]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'https://evil.example' }],
    ['no audience', { aud: undefined }],
    ['several audiences', { aud: ['a', 'b'] }],
    ['no subject', { sub: undefined }],
    ['no session', { sid: undefined }],
    ['a session that is no id', { sid: "' OR 1=1" }],
    ['a subject that is a list', { sub: [newId()] }],
    ['an end in the past', { exp: 1 }],
    ['no end', { exp: undefined }],
    ['an end in words', { exp: '9999999999' }],
    ['a negative end', { exp: -1 }],
    ['an end that is null', { exp: null }],
    ['a beginning far ahead', { iat: 9_999_999_999, exp: 9_999_999_999 + 60 }],
    ['not before long from now', { nbf: 9_999_999_999 }],
  ])('A forged access token with %s is refused', async (_what, claims) => {
    await refused(forge(claims));
  });

  it.each(['JWT', 'jwt', 'logout+jwt', 'dpop+jwt', undefined])(
    'A forged access token of the type %s is refused',
    async (typ) => {
      await refused(forge({}, { typ }));
    },
  );

  it('A forged access token whose signature is zeros, of another curve or swapped is refused', async () => {
    const [head, payload, signature] = parts();
    const zeros = Buffer.alloc(64).toString('base64url');
    await refused(`${head}.${payload}.${zeros}`);
    const { privateKey: p384 } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const foreign = sign('sha384', Buffer.from(`${head}.${payload}`), {
      key: p384,
      dsaEncoding: 'ieee-p1363',
    });
    await refused(`${head}.${payload}.${foreign.toString('base64url')}`);
    const bytes = Buffer.from(signature, 'base64url');
    const s = ORDER - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
    const high = Buffer.from(s.toString(16).padStart(64, '0'), 'hex');
    const turned = Buffer.concat([bytes.subarray(0, 32), high]).toString('base64url');
    await refused(`${head}.${payload}.${turned}`);
  });

  it('A forged access token in another encoding is refused', async () => {
    const [head, payload, signature] = parts();
    const plain = Buffer.from(payload, 'base64url').toString();
    const spellings = [
      `${head}.${payload}.${signature}=`,
      `${head}.${payload}=.${signature}`,
      `${head}.${payload}.${signature}.`,
      `.${good}`,
      signed(`${head}.${encode(plain.replace('{', '{"sub":"x",'))}`),
      signed(`${head}.${encode(plain.replace(/"exp":\d+/, '"exp":1e400'))}`),
      signed(`${head}.${encode(plain.replace('{', '{"__proto__":{"admin":true},'))}`),
    ];
    for (const token of spellings) await refused(token);
  });

  it('A forged access token for the session of another user, or for an unknown session, is refused', async () => {
    const stranger = await accounts.create();
    for (const claims of [{ sub: stranger.id }, { sid: newId() }, { sub: newId(), sid: newId() }]) {
      const answer = await me(app, forge(claims));
      expect(answer).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
    }
  });

  it('A token is not read from the query, a cookie, a body or a second header', async () => {
    const places = [
      app.get(`/api/auth/me?access_token=${good}&token=${good}`),
      app.get('/api/auth/me', { headers: { cookie: `access_token=${good}; token=${good}` } }),
      app.get('/api/auth/me', { headers: { 'x-access-token': good } }),
      app.post('/api/auth/logout', { access_token: good }),
      app.get('/api/auth/me', {
        headers: { authorization: [`Bearer ${good}`, 'Bearer x'] as unknown as string },
      }),
      app.get('/api/auth/me', { headers: { authorization: `Basic ${good}` } }),
      app.get('/api/auth/me', { headers: { authorization: `Bearer ${good} x` } }),
      app.get('/api/auth/me', { headers: { authorization: good } }),
    ];
    for (const { status } of await Promise.all(places)) expect(status).toBe(401);
  });

  it('An access token contains only ids of its owner, and stays small', () => {
    const claims = decode(parts()[1]);
    expect(Object.keys(claims).sort()).toEqual(
      ['acr', 'amr', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'jti', 'sid', 'sub'].sort(),
    );
    expect(JSON.stringify(claims)).not.toContain(account.email);
    expect(good.length).toBeLessThan(1024);
    expect(decode(parts()[0])).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });
});

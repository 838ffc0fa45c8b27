import { createPrivateKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JwtService } from '@nestjs/jwt';
import { CompactEncrypt, createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { newId } from '#libs/kernel';
import { FakeClock } from '../../../../libs/testing/src/fake-clock.js';
import type { AccessTokenClaims, TokenIdentity } from './access-token-claims.js';
import { AccessTokens, VerifiedTokens } from './access-tokens.service.js';
import { KeyRing } from './key-ring.js';
import type { KeyRingCache } from './key-ring-cache.service.js';
import { KeyEncryption } from './key-encryption.js';
import type { SigningKeyRow } from './signing-keys.store.js';

const SECRET_KEY = 'for-tests-only-0123456789abcdefghijklmnop';
const ISSUER = 'https://auth.example.org';
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const clock = new FakeClock('2026-06-01T12:00:00.000Z');
const encryption = new KeyEncryption({ secretKey: SECRET_KEY } as never);
const open = (id: string, sealed: Buffer) => encryption.open(id, sealed);

const aKeyRow = (change: Partial<SigningKeyRow> = {}): SigningKeyRow => {
  const now = clock.now();
  const key = encryption.create({ createdAt: now, activatesAt: now });
  return { ...key, longestTokenSeconds: 0, revokedAt: null, ...change };
};

/** One instance with these keys; `stored` is what it would find if it read again. */
function anInstance(rows: readonly SigningKeyRow[]) {
  const rings = {
    current: KeyRing.from(rows, clock.nowMs(), open, null),
    stored: rows,
    reads: 0,
    noted: [] as [string, number][],
    get: () => Promise.resolve(rings.current!),
    refreshForUnknownKey: () => {
      rings.reads += 1;
      rings.current = KeyRing.from(rings.stored, clock.nowMs(), open, rings.current);
      return rings.get();
    },
    noteTokenLife: (id: string, seconds: number) => {
      rings.noted.push([id, seconds]);
      return Promise.resolve();
    },
  };
  const identity = { issuer: ISSUER, audience: ISSUER } as TokenIdentity;
  const tokens = new AccessTokens(
    rings as unknown as KeyRingCache,
    new JwtService(),
    identity,
    clock,
  );
  return { tokens, rings };
}

const aRequest = () => ({
  userId: newId(),
  sessionId: newId(),
  authTime: clock.nowSeconds() - 5,
  amr: ['pwd'],
  ttlSeconds: 3600,
  service: null,
});

const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('access tokens', () => {
  const row = aKeyRow();
  const { tokens, rings } = anInstance([row]);
  const privateKey: KeyObject = createPrivateKey({
    key: encryption.open(row.id, row.privateKey!).export({ format: 'der', type: 'pkcs8' }),
    format: 'der',
    type: 'pkcs8',
  });
  const header = { alg: 'ES256', typ: 'at+jwt', kid: row.id };
  const goodClaims = () => {
    const now = clock.nowSeconds();
    return {
      iss: ISSUER,
      aud: ISSUER,
      sub: newId(),
      sid: newId(),
      jti: newId(),
      iat: now,
      exp: now + 600,
      auth_time: now,
      amr: ['pwd'],
    };
  };
  const signInput = (input: string, key: KeyObject = privateKey): Buffer => {
    const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
    if (s <= ORDER >> 1n) return signature;
    const low = (ORDER - s).toString(16).padStart(64, '0');
    return Buffer.concat([signature.subarray(0, 32), Buffer.from(low, 'hex')]);
  };
  /** Signed with the server's own key: what stands between this and a token is the rules alone. */
  const forge = (claims: unknown, head: unknown = header): string => {
    const input = `${encode(head)}.${encode(claims)}`;
    return `${input}.${signInput(input).toString('base64url')}`;
  };
  const refuse = async (token: unknown): Promise<void> => {
    await expect(tokens.verify(token as string)).rejects.toMatchObject({
      code: 'INVALID_TOKEN',
      detail: 'The access token is not valid or has expired.',
    });
  };

  it('an access token names its user, session and methods alone', async () => {
    const request = aRequest();
    const issued = await tokens.issue(request);
    const [head, payload] = issued.token.split('.');
    expect(decode(head!)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: row.id });
    expect(decode(payload!)).toEqual({
      iss: ISSUER,
      aud: ISSUER,
      sub: request.userId,
      sid: request.sessionId,
      jti: issued.tokenId,
      iat: clock.nowSeconds(),
      exp: clock.nowSeconds() + 3600,
      auth_time: request.authTime,
      amr: ['pwd'],
      acr: 'aal1',
    });
    expect(issued).toMatchObject({ expiresAt: clock.nowSeconds() + 3600, expiresInSeconds: 3600 });
    expect(issued.token.length).toBeLessThan(1024);
    expect(await tokens.verify(issued.token)).toEqual(decode(payload!));
  });

  it('an access token of a session with two factors is of aal2', async () => {
    const { token } = await tokens.issue({ ...aRequest(), amr: ['pwd', 'otp', 'mfa'] });
    expect((await tokens.verify(token)).acr).toBe('aal2');
  });

  it('an access token without a level, of an older release, is accepted', async () => {
    expect((await tokens.verify(forge(goodClaims()))).acr).toBeUndefined();
  });

  it('an access token for one service names it and its id', async () => {
    const service = { id: newId(), name: 'orders' };
    const { token } = await tokens.issue({ ...aRequest(), service });
    expect(decode(token.split('.')[1]!)).toMatchObject({ aud: 'orders', service_id: service.id });
    expect(await tokens.verify(token)).toMatchObject({ aud: 'orders', service_id: service.id });
  });

  it('an access token for a service named like the audience differs by the id', async () => {
    const service = { id: newId(), name: ISSUER };
    const { token } = await tokens.issue({ ...aRequest(), service });
    expect(await tokens.verify(token)).toMatchObject({ aud: ISSUER, service_id: service.id });
  });

  it('an access token always has the lower of the two signatures', async () => {
    for (let round = 0; round < 40; round += 1) {
      const { token } = await tokens.issue(aRequest());
      const signature = Buffer.from(token.split('.')[2]!, 'base64url');
      expect(BigInt(`0x${signature.subarray(32).toString('hex')}`) <= ORDER >> 1n).toBe(true);
      await tokens.verify(token);
    }
  });

  it('a token that is forged with our key and correct is accepted: the refusals below have one reason each', async () => {
    const claims = goodClaims();
    expect(await tokens.verify(forge(claims))).toEqual(claims);
    expect(await tokens.verify(forge({ ...claims, nbf: claims.iat }))).toMatchObject(claims);
  });

  it('an access token is verified once', async () => {
    const { token } = await tokens.issue(aRequest());
    const first = await tokens.verify(token);
    expect(await tokens.verify(token)).toBe(first);
  });

  it('an expired access token is refused, remembered or not', async () => {
    const own = new FakeClock(clock.now());
    const instance = anInstance([row]);
    Object.assign(instance.tokens, { clock: own });
    const { token } = await instance.tokens.issue({ ...aRequest(), ttlSeconds: 60 });
    await instance.tokens.verify(token);
    own.advanceSeconds(59);
    await instance.tokens.verify(token);
    own.advanceSeconds(1);
    await expect(instance.tokens.verify(token)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    await expect(instance.tokens.verify(token)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
  });

  it('an access token is refused from the revocation of its key on, remembered or not', async () => {
    const old = aKeyRow();
    const instance = anInstance([old]);
    const { token } = await instance.tokens.issue(aRequest());
    await instance.tokens.verify(token);
    const rows = [{ ...old, revokedAt: clock.now() }, aKeyRow()];
    instance.rings.current = KeyRing.from(rows, clock.nowMs(), open, instance.rings.current);
    await expect(instance.tokens.verify(token)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    await instance.tokens.verify((await instance.tokens.issue(aRequest())).token);
  });

  it('an access token of a key that another instance has just made is accepted', async () => {
    const next = aKeyRow();
    const other = anInstance([next]);
    const here = anInstance([aKeyRow()]);
    const { token } = await other.tokens.issue(aRequest());
    await expect(here.tokens.verify(token)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
    here.rings.stored = [next];
    await here.tokens.verify(token);
    expect(here.rings.reads).toBe(2);
  });

  it('an access token with an invalid header causes no query for its key', async () => {
    const before = rings.reads;
    await refuse(forge(goodClaims(), { ...header, kid: '../../dev/null' }));
    await refuse(forge(goodClaims(), { alg: 'none', typ: 'at+jwt', kid: newId() }));
    expect(rings.reads).toBe(before);
    await refuse(forge(goodClaims(), { ...header, kid: newId() }));
    expect(rings.reads).toBe(before + 1);
  });

  it('the longest token life of a key is stored once, before such a token is issued', async () => {
    const key = aKeyRow();
    const instance = anInstance([key]);
    await instance.tokens.issue({ ...aRequest(), ttlSeconds: 600 });
    await instance.tokens.issue({ ...aRequest(), ttlSeconds: 600 });
    await instance.tokens.issue({ ...aRequest(), ttlSeconds: 60 });
    await instance.tokens.issue({ ...aRequest(), ttlSeconds: 3600 });
    expect(instance.rings.noted).toEqual([
      [key.id, 600],
      [key.id, 3600],
    ]);
  });

  it('access tokens are signed with the active key, by a slow clock with the first one', async () => {
    const inAMinute = new Date(clock.nowMs() + 60_000);
    const [a, b] = [aKeyRow(), aKeyRow({ activatesAt: inAMinute })];
    const kidOf = (token: string) => (decode(token.split('.')[0]!) as { kid: string }).kid;
    expect(kidOf((await anInstance([a, b]).tokens.issue(aRequest())).token)).toBe(a.id);
    expect(kidOf((await anInstance([b]).tokens.issue(aRequest())).token)).toBe(b.id);
    const later = anInstance([a, b]);
    Object.assign(later.tokens, { clock: new FakeClock(inAMinute) });
    expect(kidOf((await later.tokens.issue(aRequest())).token)).toBe(b.id);
  });

  describe('a refused access token', () => {
    it.each(['none', 'None', 'nOnE', 'NONE'])(
      'an access token with alg %s and no signature is refused',
      async (alg) => {
        const input = `${encode({ ...header, alg })}.${encode(goodClaims())}`;
        await refuse(`${input}.`);
        await refuse(input);
        await refuse(`${input}.${'A'.repeat(86)}`);
      },
    );

    it('an access token with an empty signature, a part too few or too many is refused', async () => {
      const [head, payload, signature] = forge(goodClaims()).split('.');
      for (const token of [
        `${head}.${payload}.`,
        `${head}.${payload}`,
        `${head}..${signature}`,
        `.${payload}.${signature}`,
        `${head}.${payload}.${signature}.`,
        `${head}.${payload}.${signature}.${signature}`,
        '',
        '..',
        'a.b.c',
      ]) {
        await refuse(token);
      }
    });

    it('an access token with HS256 under our public key, an empty key or any other text is refused', async () => {
      const pem = Buffer.from(JSON.stringify(row.publicJwk));
      for (const secret of [pem, Buffer.from('\0'), Buffer.from('secret')]) {
        const forged = await new SignJWT(goodClaims())
          .setProtectedHeader({ ...header, alg: 'HS256' })
          .sign(secret);
        await refuse(forged);
      }
    });

    it.each<[string, object]>([
      ['a path for a kid', { kid: '../../dev/null' }],
      ['SQL for a kid', { kid: "' OR 1=1--" }],
      ['a kid of 10 kB', { kid: 'k'.repeat(10_240) }],
      ['an unknown kid', { kid: newId() }],
      ['an array for a kid', { kid: [row.id] }],
      ['the kid in upper case', { kid: row.id.toUpperCase() }],
      ['a key of its own', { jwk: { kty: 'EC', crv: 'P-256', ...row.publicJwk } }],
      ['an unknown crit', { crit: ['exp'] }],
      ['a payload that is not encoded', { b64: false, crit: ['b64'] }],
      ['typ JWT', { typ: 'JWT' }],
      ['typ in full', { typ: 'application/at+jwt' }],
      ['compression', { zip: 'DEF' }],
      ['a content type', { cty: 'JWT' }],
      ['alg ES384', { alg: 'ES384' }],
      ['alg in lower case', { alg: 'es256' }],
      ['something besides', { x: 1 }],
    ])(
      'an access token with %s is refused, though the signature is ours',
      async (_what, change) => {
        await refuse(forge(goodClaims(), { ...header, ...change }));
      },
    );

    it('an access token without a kid, a typ or an alg, or with spaces in the header is refused', async () => {
      for (const name of ['kid', 'typ', 'alg'] as const) {
        const { [name]: _left, ...rest } = header;
        await refuse(forge(goodClaims(), rest));
      }
      await refuse(forge(goodClaims(), JSON.stringify(header, null, 1)));
      await refuse(forge(goodClaims(), `{"alg":"none",${JSON.stringify(header).slice(1)}`));
    });

    it('an access token with an address of its key is refused without a request', async () => {
      let asked = 0;
      const server = createServer(() => (asked += 1)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/jwks.json`;
      for (const name of ['jku', 'x5u'])
        await refuse(forge(goodClaims(), { ...header, [name]: url }));
      await new Promise((resolve) => server.close(resolve));
      expect(asked).toBe(0);
    });

    it('an access token that is encrypted, nested or compressed is refused', async () => {
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const nested = await new CompactEncrypt(Buffer.from(forge(goodClaims())))
        .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' })
        .encrypt(publicKey);
      await refuse(nested);
      await refuse(forge(forge(goodClaims()), { ...header, cty: 'JWT' }));
      await refuse(forge(JSON.stringify(forge(goodClaims()))));
      await refuse(forge({ ...goodClaims(), x: 'x'.repeat(100_000) }));
    });

    it.each<[string, object]>([
      ['another iss', { iss: 'https://evil.example' }],
      ['a slash more in iss', { iss: `${ISSUER}/` }],
      ['another aud', { aud: 'https://other.example' }],
      ['a list for aud', { aud: [ISSUER] }],
      ['a service_id that is no id', { aud: 'orders', service_id: 'orders' }],
      ['a service_id that is nothing', { aud: 'orders', service_id: null }],
      ['a list for aud of a service', { aud: ['orders'], service_id: newId() }],
      ['no aud of a service', { aud: '', service_id: newId() }],
      ['no iss', { iss: undefined }],
      ['no aud', { aud: undefined }],
      ['no sub', { sub: undefined }],
      ['no sid', { sid: undefined }],
      ['no jti', { jti: undefined }],
      ['no iat', { iat: undefined }],
      ['no exp', { exp: undefined }],
      ['no auth_time', { auth_time: undefined }],
      ['no amr', { amr: undefined }],
      ['sub that is no id', { sub: 'admin' }],
      ['exp past', { exp: clock.nowSeconds() - 1 }],
      ['exp now', { exp: clock.nowSeconds() }],
      ['exp as text', { exp: String(clock.nowSeconds() + 600) }],
      ['exp negative', { exp: -1 }],
      ['exp with a fraction', { exp: clock.nowSeconds() + 600.5 }],
      ['exp beyond whole numbers', { exp: 2 ** 60 }],
      ['nbf in the future', { nbf: clock.nowSeconds() + 61 }],
      ['nbf as text', { nbf: '0' }],
      ['iat in the future', { iat: clock.nowSeconds() + 61 }],
      ['amr as text', { amr: 'pwd' }],
      ['an unknown level', { acr: 'aal3' }],
      ['a level that is no text', { acr: ['aal2'] }],
      ['a claim that we never make', { roles: ['admin'] }],
    ])(
      'an access token with %s is refused, though the signature is ours',
      async (_what, change) => {
        await refuse(forge({ ...goodClaims(), ...change }));
      },
    );

    it.each([
      ['an exp beyond all numbers', (text: string) => text.replace(/"exp":\d+/, '"exp":1e400')],
      ['a claim twice', (text: string) => text.replace('{', `{"sub":"${newId()}",`)],
      ['spaces', (text: string) => text.replace(',', ', ')],
      ['an exp written otherwise', (text: string) => text.replace(/"exp":(\d+)/, '"exp":$1.0')],
      ['a prototype', (text: string) => text.replace('{', '{"__proto__":{"sub":"x"},')],
      ['a mark of byte order', (text: string) => `\ufeff${text}`],
      ['a list', (text: string) => `[${text}]`],
      ['nothing', () => 'null'],
      ['no JSON', () => '{'],
    ])(
      'an access token with a payload of %s is refused, though the signature is ours',
      async (_what, change) => {
        await refuse(forge(change(JSON.stringify(goodClaims()))));
      },
    );

    it('an access token from up to a minute in the future is accepted', async () => {
      const now = clock.nowSeconds();
      await tokens.verify(forge({ ...goodClaims(), iat: now + 60, nbf: now + 60 }));
    });

    it('an access token with a signature of zeros, of the order, of another curve or of another key is refused', async () => {
      const input = `${encode(header)}.${encode(goodClaims())}`;
      const order = Buffer.from(ORDER.toString(16), 'hex');
      for (const signature of [
        Buffer.alloc(64),
        Buffer.concat([order, order]),
        Buffer.concat([Buffer.alloc(32), Buffer.alloc(32, 1)]),
      ]) {
        await refuse(`${input}.${signature.toString('base64url')}`);
      }
      const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      await refuse(`${input}.${signInput(input, otherKey).toString('base64url')}`);
      const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
      const wide = sign('sha256', Buffer.from(input), { key: p384, dsaEncoding: 'ieee-p1363' });
      await refuse(`${input}.${wide.toString('base64url')}`);
      const rsa = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey;
      const short = sign('sha256', Buffer.from(input), rsa);
      expect(short).toHaveLength(64);
      await refuse(`${input}.${short.toString('base64url')}`);
    });

    it('an access token with the higher of its two signatures is refused', async () => {
      const input = `${encode(header)}.${encode(goodClaims())}`;
      const signature = signInput(input);
      const s = ORDER - BigInt(`0x${signature.subarray(32).toString('hex')}`);
      const high = Buffer.from(s.toString(16).padStart(64, '0'), 'hex');
      const other = Buffer.concat([signature.subarray(0, 32), high]);
      const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
      expect(verify('sha256', Buffer.from(input), key, other)).toBe(true);
      await refuse(`${input}.${other.toString('base64url')}`);
    });

    it('an access token with a changed claim is refused', async () => {
      const [head, , signature] = forge(goodClaims()).split('.');
      await refuse(`${head}.${encode({ ...goodClaims(), sub: newId() })}.${signature}`);
    });

    it('an access token in another encoding of the same bytes is refused', async () => {
      const good = (await tokens.issue(aRequest())).token;
      const [head, payload, signature] = good.split('.') as [string, string, string];
      const next = (text: string) => {
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        return text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1)!) ^ 1]!;
      };
      expect(Buffer.from(next(signature), 'base64url')).toEqual(
        Buffer.from(signature, 'base64url'),
      );
      for (const token of [
        `${head}.${payload}.${next(signature)}`,
        `${head}=.${payload}.${signature}`,
        `${head}.${payload}=.${signature}`,
        `${head}.${payload}.${signature}==`,
        ` ${good}`,
        `${good}\n`,
        good.replace('.', '\n.'),
        good.replace('.', '%2E'),
      ]) {
        await refuse(token);
      }
    });

    it('an access token that is no text or far too long is refused', async () => {
      for (const token of [
        undefined,
        null,
        1,
        {},
        ['a.b.c'],
        'a'.repeat(2 ** 20),
        '.'.repeat(2000),
      ]) {
        await refuse(token);
      }
    });
  });

  it('an access token is verified by another library with the published keys alone', async () => {
    const { token } = await tokens.issue(aRequest());
    const keys = createLocalJWKSet({ keys: rings.current!.published(clock.nowMs()) });
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: ISSUER,
      audience: ISSUER,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      currentDate: clock.now(),
    });
    expect(protectedHeader).toEqual(header);
    expect(payload).toEqual(await tokens.verify(token));
  });
});

const aVerified = (sub: string) => ({ claims: { sub } as AccessTokenClaims, header: 'h' });

describe('the memory of verified tokens', () => {
  it('the memory of verified tokens is bounded and forgets the token that was unused longest', () => {
    const memory = new VerifiedTokens(2);
    memory.add('a', aVerified('a'));
    memory.add('b', aVerified('b'));
    expect(memory.find('a')?.claims.sub).toBe('a');
    memory.add('c', aVerified('c'));
    expect(memory.size).toBe(2);
    expect(memory.find('b')).toBeNull();
    expect(memory.find('a')?.claims.sub).toBe('a');
    memory.forget('a');
    expect(memory.find('a')).toBeNull();
  });
});

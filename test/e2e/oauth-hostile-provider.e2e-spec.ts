import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '#libs/kernel';
import { anEmail, PASSWORD, type Problem } from '../support/accounts.js';
import type { Mischief } from './support/providers/fake-provider.js';
import { appear, EVERY_PROVIDER } from './support/providers/persona.js';
import { Setting } from './support/providers/setting.js';
import { withFixture } from '../support/with-fixture.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Replaces the answer of one path. */
const at =
  (path: string, answer: (response: ServerResponse, request: IncomingMessage) => void): Mischief =>
  (request, response) => {
    if (new URL(request.url ?? '/', 'http://x').pathname !== path) return false;
    answer(response, request);
    return true;
  };

describe('a hostile provider', () => {
  let setting: Setting;

  withFixture(async (opened) => {
    setting = opened.add(await Setting.open());
  }, 120_000);
  beforeEach(() => {
    setting.provider.reset();
    appear(setting.provider, { email: anEmail() });
  });

  /** The flow ends with this refusal and stores nothing. */
  const expectRefusal = async (provider: string, status: number, code: string) => {
    const before = await setting.stored();
    const answer = await setting.visitor().signIn(provider);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body).not.toHaveProperty('access_token');
    expect(await setting.stored()).toEqual(before);
  };

  describe.each(['google', 'acme', 'apple', 'microsoft'])('with %s and an ID token', (provider) => {
    it.each([
      ['of another issuer', { iss: 'https://evil.example' }],
      ['without issuer', { iss: undefined }],
      ['for another audience', { aud: 'somebody-else' }],
      ['for two audiences, made for the other', { aud: ['gatehouse-client', 'x'], azp: 'x' }],
      ['made for another party', { azp: 'somebody-else' }],
      ['with another nonce', { nonce: 'x'.repeat(43) }],
      ['without nonce', { nonce: undefined }],
      ['that has expired', { iat: 1000, exp: 2000 }],
      ['that never expires', { exp: undefined }],
      ['without subject', { sub: undefined }],
      ['whose subject is no text', { sub: 7 }],
      ['that says nothing of when it was made', { iat: undefined }],
    ])('An ID token %s is refused', async (_what, change) => {
      setting.provider.claims = (claims) => ({ ...claims, ...change }) as never;
      await expectRefusal(provider, 400, 'PROVIDER_ANSWER_INVALID');
    });

    it.each(['other', 'none'] as const)(
      'An ID token with the signature “%s” is refused',
      async (signature) => {
        setting.provider.signature = signature;
        await expectRefusal(provider, 400, 'PROVIDER_ANSWER_INVALID');
      },
    );
  });

  describe('with an ID token of microsoft', () => {
    it.each([
      ['of another tenant than its issuer', () => ({ tid: newId() })],
      ['whose issuer is that of every tenant', () => ({ iss: setting.provider.microsoftIssuer() })],
      ['without tenant', () => ({ tid: undefined })],
      [
        'whose tenant is no id',
        () => ({ tid: 'common', iss: setting.provider.microsoftIssuer('common') }),
      ],
      ['without object', () => ({ oid: undefined })],
    ])('A Microsoft ID token %s is refused', async (_what, change) => {
      setting.provider.claims = (claims) => ({ ...claims, ...change() });
      await expectRefusal('microsoft', 400, 'PROVIDER_ANSWER_INVALID');
    });
  });

  it.each(['google', 'acme', 'apple'])(
    'An answer that names another issuer than that of %s is refused (RFC 9207)',
    async (provider) => {
      const before = await setting.stored();
      const rightIssuer = setting.provider.issuer;
      for (const [iss, status] of [
        ['https://evil.example', 400],
        [rightIssuer, 200],
      ] as const) {
        const visitor = setting.visitor();
        const [path = '', brought = ''] = (await visitor.begin(provider)).split('?');
        const query = `${brought}&iss=${encodeURIComponent(iss)}`;
        const answer =
          provider === 'apple'
            ? await visitor.post(path, { rawBody: query, headers: FORM })
            : await visitor.get(`${path}?${query}`);
        expect(answer.status).toBe(status);
        if (status === 200) continue;
        expect(answer.body.code).toBe('PROVIDER_ANSWER_INVALID');
        expect(await setting.stored()).toEqual(before);
      }
    },
  );

  it('An answer without an ID token is refused', async () => {
    setting.provider.mischief = at('/token', (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: 'at-1', token_type: 'Bearer' }));
    });
    for (const provider of ['google', 'acme', 'apple', 'microsoft']) {
      await expectRefusal(provider, 400, 'PROVIDER_ANSWER_INVALID');
    }
  });

  describe.each(EVERY_PROVIDER)('whose token endpoint, with %s,', (provider) => {
    it.each([
      ['answers 500', (response: ServerResponse) => response.writeHead(500).end('{}')],
      [
        'leads to this machine',
        (response: ServerResponse) =>
          response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      ],
      [
        'sends broken JSON',
        (response: ServerResponse) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":'),
      ],
      [
        'sends HTML',
        (response: ServerResponse) =>
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      ],
      [
        'sends 10 MB',
        (response: ServerResponse) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(`{"x":"${'y'.repeat(10_000_000)}"}`);
        },
      ],
    ])('A sign-in is refused when the token endpoint %s', async (_what, answer) => {
      setting.provider.mischief = at('/token', (response) => void answer(response));
      await expectRefusal(provider, 502, 'PROVIDER_FAILED');
    });

    it('A sign-in is refused when the token endpoint refuses our credentials', async () => {
      setting.provider.mischief = at('/token', (response) => {
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end('{"error":"invalid_client"}');
      });
      await expectRefusal(provider, 500, 'PROVIDER_MISCONFIGURED');
    });

    it('A sign-in is refused when the token endpoint closes the connection', async () => {
      setting.provider.mischief = at('/token', (response) => response.destroy());
      await expectRefusal(provider, 503, 'PROVIDER_UNAVAILABLE');
    });

    it('A sign-in is refused when the token endpoint does not know the code', async () => {
      setting.provider.mischief = at('/token', (response) => {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end('{"error":"invalid_grant"}');
      });
      await expectRefusal(provider, 400, 'PROVIDER_ANSWER_INVALID');
    });
  });

  it('A sign-in whose token endpoint hangs is refused in time, and delays no other request', async () => {
    setting.provider.mischief = at('/token', () => undefined);
    const account = await setting.accounts.create();
    const hanging = setting.visitor().signIn('google');
    const login = { email: account.email, password: PASSWORD };
    const others = await Promise.race([
      setting.app.post('/api/auth/login', login).then(({ status }) => status),
      hanging.then(() => 'too late'),
    ]);
    expect(others).toBe(200);
    const before = await setting.stored();
    expect(await hanging).toMatchObject({ status: 504, body: { code: 'PROVIDER_TIMEOUT' } });
    expect(await setting.stored()).toEqual(before);
  }, 30_000);

  it('A malformed profile is refused', async () => {
    for (const profile of [{}, [], { id: 7 }, { id: '' }]) {
      setting.provider.profiles = { '/discord/users/@me': profile };
      await expectRefusal('discord', 400, 'PROVIDER_ANSWER_INVALID');
    }
  });
});

describe('an unavailable discovery document', () => {
  let setting: Setting;

  beforeEach(async () => {
    // Sixty sign-ins of one user wait for the lock of one row; that wait is not tested here.
    setting = await Setting.open({ DATABASE_ACQUIRE_TIMEOUT_MS: '60000' });
  }, 120_000);
  afterEach(() => setting?.close());

  it('A discovery document and keys are fetched once for concurrent flows', async () => {
    appear(setting.provider, { email: anEmail() });
    const visitors = Array.from({ length: 60 }, () => setting.visitor());
    const paths = await Promise.all(visitors.map((visitor) => visitor.begin('google')));
    expect(setting.provider.hitsOf('/.well-known/openid-configuration')).toBe(1);
    const answers = await Promise.all(visitors.map((visitor, i) => visitor.get(paths[i] ?? '')));
    expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(200));
    expect(setting.provider.hitsOf('/jwks')).toBe(1);
  }, 60_000);

  it('An unavailable discovery document delays no other sign-in, and is not fetched again at once', async () => {
    setting.provider.mischief = (_request, response) => {
      response.writeHead(500).end();
      return true;
    };
    const begin = (name: string) => setting.app.get<Problem>(`/api/oauth/${name}`);
    const answers = await Promise.all(Array.from({ length: 20 }, () => begin('google')));
    expect(answers.every(({ status }) => status === 502 || status === 503)).toBe(true);
    expect(await begin('google')).toMatchObject({
      status: 503,
      body: { code: 'PROVIDER_UNAVAILABLE' },
    });
    expect(setting.provider.hitsOf('/.well-known/openid-configuration')).toBe(1);
    const account = await setting.accounts.create();
    const login = { email: account.email, password: PASSWORD };
    expect((await setting.app.post('/api/auth/login', login)).status).toBe(200);
  }, 60_000);

  it('A discovery document of another issuer is refused', async () => {
    setting.provider.issuer = 'https://evil.example';
    expect(await setting.app.get('/api/oauth/acme')).toMatchObject({
      status: 500,
      body: { code: 'PROVIDER_MISCONFIGURED' },
    });
  }, 60_000);
});

import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { OutboundError } from '#libs/outbound';
import { selfSignedCertificate } from '../../../../../libs/testing/src/self-signed-certificate.js';
import { callProvider, type Wanted } from './call-provider.js';
import { ProviderCallError, remembered } from './provider-call-error.js';

type Headers_ = Record<string, string>;

const JSON_TYPE = { 'content-type': 'application/json' };
const NOW_MS = Date.parse('2026-01-01T00:00:00Z');

describe('a call to a provider', () => {
  let server: Server;
  let url: string;
  let reply: { status: number; headers: Headers_; body: string };

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(reply.status, reply.headers).end(reply.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const call = (wanted: Wanted, to = url) =>
    callProvider(to, {
      method: wanted === 'tokens' ? 'POST' : 'GET',
      headers: new Headers(),
      signal: AbortSignal.timeout(30_000),
      allowsLoopback: true,
      nowMs: NOW_MS,
      wanted,
    });
  const failureOf = async (wanted: Wanted, to = url) => {
    const error: unknown = await call(wanted, to).then(
      () => new Error('It was taken'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ProviderCallError)) throw error;
    return error;
  };
  const answers = (status: number, body: unknown = {}, headers: Headers_ = JSON_TYPE) => {
    reply = { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
  };

  it.each<[string, number, unknown, string, string?]>([
    ['RFC 6749: the code is spent', 400, { error: 'invalid_grant' }, 'spent'],
    ['RFC 6749: our credentials', 401, { error: 'invalid_client' }, 'misconfigured', 'credentials'],
    [
      'RFC 6749: wrong credentials, with 400',
      400,
      { error: 'invalid_client' },
      'misconfigured',
      'credentials',
    ],
    [
      'RFC 6749: a wrong registration',
      400,
      { error: 'unauthorized_client' },
      'misconfigured',
      'credentials',
    ],
    [
      'GitHub: a used code, with 200',
      200,
      {
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
      },
      'spent',
    ],
    [
      'GitHub: wrong credentials, with 200',
      200,
      { error: 'incorrect_client_credentials' },
      'misconfigured',
      'credentials',
    ],
    [
      'GitHub: a wrong callback, with 200',
      200,
      { error: 'redirect_uri_mismatch' },
      'misconfigured',
      'callback',
    ],
    [
      'GitHub: the address is not confirmed, with 200',
      200,
      { error: 'unverified_user_email' },
      'no-email',
    ],
    [
      'Microsoft: a wrong secret',
      401,
      {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret provided.',
        error_codes: [7000215],
      },
      'misconfigured',
      'credentials',
    ],
    [
      'Microsoft: an expired secret',
      401,
      {
        error: 'invalid_client',
        error_description: 'AADSTS7000222: The provided client secret keys are expired.',
      },
      'misconfigured',
      'credentials',
    ],
    [
      'Microsoft: an application of another tenant',
      400,
      {
        error: 'unauthorized_client',
        error_description: 'AADSTS700016: Application was not found in the directory.',
      },
      'misconfigured',
      'credentials',
    ],
    [
      'Microsoft: an invalid tenant',
      400,
      { error: 'invalid_request', error_description: 'AADSTS90002: Tenant not found.' },
      'misconfigured',
      'address',
    ],
    [
      'Microsoft: a wrong callback',
      400,
      {
        error: 'invalid_client',
        error_description: 'AADSTS50011: The redirect URI does not match.',
      },
      'misconfigured',
      'callback',
    ],
    [
      'Microsoft: the code is old',
      400,
      {
        error: 'invalid_grant',
        error_description: 'AADSTS70008: The authorization code has expired.',
      },
      'spent',
    ],
    [
      'Microsoft: the code was used',
      400,
      {
        error: 'invalid_grant',
        error_description: 'AADSTS54005: OAuth2 Authorization code was already redeemed.',
      },
      'spent',
    ],
    [
      'Discord: a used code',
      400,
      { error: 'invalid_grant', error_description: 'Invalid "code" in request.' },
      'spent',
    ],
    [
      'Discord: an error object',
      401,
      { message: '401: Unauthorized', code: 0 },
      'misconfigured',
      'credentials',
    ],
    [
      'Facebook: a used code',
      400,
      {
        error: {
          message: 'This authorization code has been used.',
          type: 'OAuthException',
          code: 100,
          error_subcode: 36009,
        },
      },
      'spent',
    ],
    [
      'Facebook: a wrong secret',
      400,
      { error: { message: 'Error validating client secret.', type: 'OAuthException', code: 1 } },
      'misconfigured',
      'credentials',
    ],
    [
      'Facebook: a wrong id',
      400,
      { error: { message: 'Error validating application.', type: 'OAuthException', code: 101 } },
      'misconfigured',
      'credentials',
    ],
    [
      'Facebook: an internal error',
      500,
      { error: { message: 'An unexpected error has occurred.', code: 2 } },
      'failed',
    ],
    [
      'Facebook: too many calls',
      400,
      { error: { message: 'Application request limit reached', code: 4 } },
      'busy',
    ],
    ['no words', 400, {}, 'spent'],
    ['no words, and 403', 403, {}, 'misconfigured', 'credentials'],
    ['nothing there', 404, { message: 'Not Found' }, 'misconfigured', 'address'],
    [
      'too many',
      429,
      { message: 'You are being rate limited.', retry_after: 3, global: false },
      'busy',
    ],
    ['unavailable', 503, '', 'busy'],
    ['an error of the server', 502, '<html>', 'failed'],
    ['another address', 302, '', 'failed'],
    ['HTML', 200, '<html></html>', 'failed'],
    ['a list of nothing', 200, 'null', 'failed'],
  ])(
    'a call for tokens that is answered with %s (%d) fails by its cause',
    async (_what, status, body, failure, setting: string | undefined = undefined) => {
      answers(status, body);
      expect(await failureOf('tokens')).toMatchObject({ failure, setting });
    },
  );

  it.each<[Wanted, number, Headers_, string, string?]>([
    ['description', 404, {}, 'misconfigured', 'address'],
    ['description', 403, {}, 'misconfigured', 'address'],
    ['description', 301, { location: 'https://elsewhere.test/' }, 'misconfigured', 'address'],
    ['description', 500, {}, 'failed'],
    ['description', 429, {}, 'busy'],
    ['keys', 404, {}, 'failed'],
    ['keys', 503, {}, 'busy'],
    ['profile', 401, {}, 'failed'],
    ['profile', 403, {}, 'refused'],
    ['profile', 403, { 'x-ratelimit-remaining': '0' }, 'busy'],
    ['profile', 403, { 'retry-after': '60' }, 'busy'],
    ['profile', 404, {}, 'misconfigured', 'address'],
    ['profile', 429, {}, 'busy'],
  ])(
    'a call for the %s that is answered with %d (%j) is %s',
    async (wanted, status, headers, failure, setting: string | undefined = undefined) => {
      answers(status, {}, { ...JSON_TYPE, ...headers });
      expect(await failureOf(wanted)).toMatchObject({ failure, setting });
    },
  );

  it.each([
    ['7', 7],
    ['0.4', 1],
    ['Thu, 01 Jan 2026 00:01:30 GMT', 90],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 1],
    ['999999', 3600],
    ['soon', undefined],
  ])('a call that is answered with Retry-After %s fails with that time', async (value, seconds) => {
    answers(429, {}, { ...JSON_TYPE, 'retry-after': value });
    expect((await failureOf('tokens')).retryAfterSeconds).toBe(seconds);
  });

  it('a call fails on an answer of more than a mebibyte', async () => {
    answers(200, { x: 'y'.repeat(2 * 1024 * 1024) });
    expect(await failureOf('profile')).toMatchObject({ failure: 'failed' });
  });

  it('a call is misconfigured where the certificate cannot be verified', async () => {
    const tls = createTlsServer(selfSignedCertificate(), (_request, response) => {
      response.end('{}');
    });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const { port } = tls.address() as AddressInfo;
    const failed = await failureOf('description', `https://127.0.0.1:${port}/`);
    expect(failed).toMatchObject({ failure: 'misconfigured', setting: 'certificate' });
    await new Promise((resolve) => tls.close(resolve));
  });

  it('a call is unreachable where the connection is refused', async () => {
    expect(await failureOf('description', 'http://127.0.0.1:1/')).toMatchObject({
      failure: 'unreachable',
      setting: undefined,
    });
  });

  it.each([
    ['expires_in as a text', { expires_in: '3600' }, { expires_in: 3600 }],
    ['no expires_in that could be read', { expires_in: '' }, {}],
    ['null for what is not there', { refresh_token: null, scope: null }, {}],
    ['a list of scopes (Twitch)', { scope: ['openid', 'email'] }, { scope: 'openid email' }],
    ['its token_type in lower case', { token_type: 'bearer' }, { token_type: 'bearer' }],
  ])('a call for tokens accepts %s', async (_what, given, taken) => {
    answers(200, { access_token: 'at', token_type: 'Bearer', ...given });
    const { text } = await call('tokens');
    expect(JSON.parse(text)).toEqual({ access_token: 'at', token_type: 'Bearer', ...taken });
  });

  it('a call for tokens answers Bearer where the provider sends no token_type', async () => {
    answers(200, { access_token: 'at' });
    expect(JSON.parse((await call('tokens')).text)).toMatchObject({ token_type: 'Bearer' });
  });

  it.each(['application/x-www-form-urlencoded; charset=utf-8', 'text/plain'])(
    'a call for tokens accepts a form of the type %s, and its refusals',
    async (type) => {
      const headers = { 'content-type': type };
      answers(200, 'access_token=at&scope=user%3Aemail&token_type=bearer', headers);
      const { text, headers: taken } = await call('tokens');
      expect(JSON.parse(text)).toMatchObject({ access_token: 'at', scope: 'user:email' });
      expect(taken.get('content-type')).toBe('application/json');
      answers(200, 'error=bad_verification_code&error_description=The+code+is+old', headers);
      expect(await failureOf('tokens')).toMatchObject({ failure: 'spent' });
    },
  );

  it('a call accepts JSON of another content type', async () => {
    answers(200, { sub: 's' }, { 'content-type': 'text/javascript' });
    expect((await call('profile')).headers.get('content-type')).toBe('application/json');
  });
});

describe('a remembered failure of a call', () => {
  it('a remembered failure keeps its kind when it is permanent, or temporary by its answer', () => {
    const setting = 'address' as const;
    const lasting = new ProviderCallError('misconfigured', 'gone', { setting });
    expect(remembered(lasting)).toMatchObject({ failure: 'misconfigured', setting });
    const busy = new ProviderCallError('busy', 'later', { retryAfterSeconds: 9 });
    expect(remembered(busy)).toMatchObject({ failure: 'busy', retryAfterSeconds: 9 });
  });

  it('another remembered failure is unreachable', () => {
    expect(remembered(new ProviderCallError('failed', '500')).failure).toBe('unreachable');
    expect(remembered(new OutboundError('timeout', 'late')).failure).toBe('unreachable');
  });
});

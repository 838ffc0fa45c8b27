import {
  PrefixProxy,
  startSmtpSink,
  startTestApp,
  type PrefixProxyKind,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { HttpClient } from '../../libs/testing/src/http-client.js';
import { anEmail, mailTo, PASSWORD } from '../support/accounts.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const linksIn = (page: string): string[] =>
  [...page.matchAll(/\b(?:href|src|action|data-challenge)="([^"#]+)"/g)].map(([, url]) => url!);

describe.each<[PrefixProxyKind, string, string]>([
  ['passes', '/auth', ''],
  ['strips', '/auth', '/'],
  ['passes', '/a/b', '/'],
  ['strips', '/api', ''],
  ['passes', '/api', ''],
])(
  'a server behind a proxy that %s the path %s on (APP_BASE_URL ends in "%s")',
  (kind, prefix, end) => {
    let proxy: PrefixProxy;
    let app: TestApp;
    let sink: SmtpSink;
    let outside: HttpClient;

    beforeAll(async () => {
      sink = await startSmtpSink();
      proxy = await PrefixProxy.prepare({ prefix, kind });
      app = await startTestApp({ env: { ...sink.env, APP_BASE_URL: `${proxy.url}${end}` } });
      await proxy.serve(Number(new URL(app.url).port));
      outside = new HttpClient(proxy.url);
    }, 120_000);
    afterAll(async () => {
      outside?.hangUp();
      await proxy?.stop();
      await app?.close();
      await sink?.close();
    });

    const register = async (): Promise<string> => {
      const email = anEmail();
      expect((await outside.post('/api/auth/register', { email, password: PASSWORD })).status).toBe(
        201,
      );
      return email;
    };
    const loads = async (path: string): Promise<void> => {
      expect(path.startsWith(`${prefix}/`)).toBe(true);
      expect([path, (await outside.get(new URL(path, proxy.url).href)).status]).toEqual([
        path,
        200,
      ]);
    };

    it('A server under a path serves Swagger UI with all that its page loads, and a document that names the path', async () => {
      for (const path of ['/docs', '/docs/']) {
        const page = await outside.get(path);
        expect(page.status).toBe(200);
        const links = linksIn(page.text);
        expect(links).toHaveLength(4);
        for (const link of links) await loads(link);
      }
      const start = await outside.get('/docs/assets/start.js');
      expect(start.text).toContain(`url: '${prefix}/docs/openapi.json'`);
      const { body } = await outside.get<{ servers: { url: string }[] }>('/docs/openapi.json');
      expect(body.servers).toEqual([{ url: prefix, description: 'This server' }]);
    });

    it('A server under a path mails links to a page whose form and links work', async () => {
      const email = await register();
      const { text = '' } = await mailTo(sink, email, /Confirm/);
      const link = /\n(http\S+token=\S+)/.exec(text)?.[1] ?? '';
      expect(link.startsWith(`${proxy.url}/verify-email?token=`)).toBe(true);
      const page = await outside.get(link);
      expect(page.status).toBe(200);
      const [action = ''] = linksIn(page.text);
      const rawBody = new URLSearchParams({
        token: new URL(link).searchParams.get('token') ?? '',
        password: PASSWORD,
      }).toString();
      const url = new URL(action, proxy.url);
      const headers = { ...FORM, origin: url.origin, 'sec-fetch-site': 'same-origin' };
      const confirmed = await outside.call('POST', url.href, { rawBody, headers });
      expect(confirmed.text).toContain('is confirmed');
      const signedIn = await outside.post('/api/auth/login', { email, password: PASSWORD });
      expect(signedIn.status).toBe(200);
    });

    it.each(['/', '/forgot-password', '/resend-verification', '/verify-email', '/reset-password'])(
      'The page %s under a path has only links and forms under the path',
      async (path) => {
        const { text } = await outside.get(path);
        // The links to the languages are relative: another query of the same page.
        const page = new URL(`${prefix}${path}`, 'http://localhost');
        for (const link of linksIn(text))
          expect(new URL(link, page).pathname.startsWith(`${prefix}/`)).toBe(true);
      },
    );

    it('A server under a path keeps its cookies from the other applications of the host', async () => {
      const { headers } = await outside.post('/api/auth/register', {
        email: anEmail(),
        password: PASSWORD,
      });
      const cookies = headers['set-cookie'] ?? [];
      expect(cookies.length).toBeGreaterThan(0);
      for (const cookie of cookies) expect(cookie).toContain(`; Path=${prefix};`);
    });

    it('A server under a path publishes its keys where guards look for them, and names the path in the issuer', async () => {
      const { status } = await outside.get('/.well-known/jwks.json');
      expect(status).toBe(200);
      const email = await register();
      const { text = '' } = await mailTo(sink, email, /Confirm/);
      const token = /token=([\w-]{43})/.exec(text)?.[1];
      expect((await outside.get(`/api/auth/verify-email/${token}`)).status).toBe(200);
      const { body } = await outside.post<{ access_token: string }>('/api/auth/login', {
        email,
        password: PASSWORD,
      });
      const [, claims = ''] = body.access_token.split('.');
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        iss: `${proxy.url}${end}`,
      });
      expect((await outside.get('/api/auth/me', { token: body.access_token })).status).toBe(200);
    });

    it('A server under a path answers unknown addresses itself, and nothing beside its path', async () => {
      const { status, body } = await outside.get('/nothing-here');
      expect([status, body['code']]).toEqual([404, 'ROUTE_NOT_FOUND']);
      const beside = new URL(`${prefix}x/docs`, proxy.url).href;
      expect((await outside.get(beside)).status).toBe(418);
      expect((await app.get(`${prefix}x/docs`)).status).toBe(404);
      expect((await app.get(`${prefix.toUpperCase()}/docs`)).status).toBe(404);
    });
  },
);

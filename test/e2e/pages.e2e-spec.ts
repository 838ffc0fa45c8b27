import {
  eventually,
  FakeClock,
  startSmtpSink,
  startTestApp,
  type Answer,
  type SmtpSink,
  type TestApp,
} from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';

const PASSWORD = 'seven herons over the weir';
const NEW_PASSWORD = 'a quiet harbour in november';
const HOUR_SECONDS = 3600;

const decode = (html: string): string =>
  html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const formOf = (page: string) => {
  const [, action = ''] = /<form[^>]*action="([^"]*)"/.exec(page) ?? [];
  const [, token = ''] = /name="token"\s+value="([^"]*)"/.exec(page) ?? [];
  return { action: decode(action), token: decode(token) };
};

interface Registered {
  readonly email: string;
  readonly link: string;
  readonly token: string;
  /** The cookies of the browser that registered. */
  readonly browser: { readonly cookie: string };
}

describe('the pages of mailed links', () => {
  const clock = new FakeClock(new Date());
  let sink: SmtpSink;
  let app: TestApp;
  let count = 0;

  withFixture(async (opened) => {
    sink = opened.add(await startSmtpSink());
    app = opened.add(
      await startTestApp({
        clock,
        env: { ...sink.env, RATE_LIMIT_ENABLED: 'false', APP_NAME: 'Acme & <Co>' },
      }),
    );
  }, 120_000);

  const open = (path: string, headers = {}): Promise<Answer> =>
    app.get(path, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers } });

  const submit = (path: string, fields: Record<string, string>, headers = {}): Promise<Answer> =>
    app.call('POST', path, {
      rawBody: new URLSearchParams(fields).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'text/html',
        ...headers,
      },
    });

  /** A new account, and the path of the link that its mail brought. */
  const registered = async (): Promise<Registered> => {
    count += 1;
    const email = `person-${count}@example.test`;
    const { headers } = await app.post('/api/auth/register', { email, password: PASSWORD });
    const browser = { cookie: String(headers['set-cookie']).split(';')[0] ?? '' };
    return { email, browser, ...(await linkTo(email, 'Confirm')) };
  };

  const linkTo = async (
    email: string,
    subject: string,
    earlier = 0,
  ): Promise<{ link: string; token: string }> => {
    const mail = await eventually(() => {
      const found = sink.to(email).filter((each) => each.subject?.startsWith(subject));
      if (found.length <= earlier) throw new Error(`No mail "${subject}" to ${email}`);
      return found.at(-1)!;
    });
    const [address = ''] = /https?:\/\/\S+/.exec(mail.text ?? '') ?? [];
    const url = new URL(address);
    return { link: url.pathname + url.search, token: url.searchParams.get('token') ?? '' };
  };

  const forgotten = async (email: string): Promise<{ link: string; token: string }> => {
    const earlier = sink.to(email).filter(({ subject }) => subject?.startsWith('Choose')).length;
    await app.post('/api/password/forgot', { email });
    return linkTo(email, 'Choose', earlier);
  };

  const login = async (email: string, password: string): Promise<number> =>
    (await app.post('/api/auth/login', { email, password })).status;

  describe('verification', () => {
    it('The verification page shows the address and a button; looking uses nothing up', async () => {
      const { email, link, token } = await registered();
      for (let n = 0; n < 3; n += 1) {
        const page = await open(link);
        expect(page.status).toBe(200);
        expect(page.text).toContain(email);
        expect(formOf(page.text)).toEqual({ action: '/verify-email', token });
        expect((await app.call('HEAD', link)).status).toBe(200);
      }
      expect(await login(email, PASSWORD)).toBe(403);
    });

    it('The verification page verifies when the button is pressed, once', async () => {
      const { email, link, browser } = await registered();
      const { action, token } = formOf((await open(link, browser)).text);
      const pressed = await submit(action, { token }, browser);
      expect(pressed.status).toBe(200);
      expect(pressed.text).toContain('is confirmed');
      expect(await login(email, PASSWORD)).toBe(200);
      const again = await submit(action, { token }, browser);
      expect(again.status).toBe(400);
      expect(again.text).toContain('/resend-verification');
    });

    it('The verification link of the API redirects a browser to the page, and changes nothing', async () => {
      const { email, token } = await registered();
      const led = await open(`/api/auth/verify-email/${token}`);
      expect([301, 302, 303, 307]).toContain(led.status);
      const target = new URL(String(led.headers.location));
      expect(target.pathname + target.search).toBe(`/verify-email?token=${token}`);
      expect(await login(email, PASSWORD)).toBe(403);
    });

    it('The verification page reports a link that is wrong, truncated or of another kind', async () => {
      const { email } = await registered();
      const { token } = await forgotten(email);
      for (const query of [
        '',
        '?token=',
        '?token=x',
        `?token=${token}`,
        `?token=${'A'.repeat(43)}`,
      ]) {
        const page = await open(`/verify-email${query}`);
        expect(page.status).toBe(400);
        expect(page.text).toContain('does not work');
        expect(page.text).not.toContain('<form');
      }
      expect((await submit('/verify-email', { token })).status).toBe(400);
      expect((await submit('/verify-email', {})).status).toBe(400);
    });

    it('The verification page sends a new link on demand, which ends the old one', async () => {
      const { email, link } = await registered();
      const earlier = sink.to(email).length;
      const answer = await submit('/resend-verification', { email });
      expect(answer.status).toBe(200);
      const fresh = await linkTo(email, 'Confirm', earlier);
      expect((await open(link)).status).toBe(400);
      expect((await open(fresh.link)).status).toBe(200);
    });
  });

  describe('a new password', () => {
    it('The reset page sets a new password, and the link is used up', async () => {
      const { email } = await registered();
      const { link } = await forgotten(email);
      const page = await open(link);
      expect(page.status).toBe(200);
      expect(page.text).toContain('autocomplete="new-password"');
      expect(page.text).toMatch(new RegExp(`value="${email}"[^>]*autocomplete="username"`));
      const { action, token } = formOf(page.text);
      const fields = { token, password: NEW_PASSWORD, password_repeat: NEW_PASSWORD };
      const set = await submit(action, fields);
      expect(set.status).toBe(200);
      expect(set.text).toContain('is set');
      expect(await login(email, PASSWORD)).toBe(401);
      expect(await login(email, NEW_PASSWORD)).not.toBe(401);
      expect((await submit(action, fields)).status).toBe(400);
      await linkless(email, 'Your password');
    });

    it('The reset page asks again, with the same link, for a password that is refused', async () => {
      const { email } = await registered();
      const { link, token } = await forgotten(email);
      const bad = [
        { password: '', password_repeat: '' },
        { password: 'short', password_repeat: 'short' },
        { password: 'password1', password_repeat: 'password1' },
        { password: NEW_PASSWORD, password_repeat: `${NEW_PASSWORD}!` },
        { password: `${email} and more`, password_repeat: `${email} and more` },
      ];
      for (const fields of bad) {
        const page = await submit('/reset-password', { token, ...fields });
        expect(page.status).toBe(400);
        expect(page.text).toMatch(/<li><a[^>]*>[^<]{10,}<\/a><\/li>/);
        expect(formOf(page.text).token).toBe(token);
        if (fields.password !== '') expect(page.text).not.toContain(`value="${fields.password}`);
      }
      expect((await open(link)).status).toBe(200);
      expect((await submit('/reset-password', { token, password: NEW_PASSWORD })).status).toBe(200);
    });

    it('The reset page sets no password with a dead link of any kind', async () => {
      const { email, token: other } = await registered();
      const { link, token } = await forgotten(email);
      clock.advanceSeconds(HOUR_SECONDS);
      expect((await open(link)).status).toBe(400);
      for (const dead of [token, other, '', 'x']) {
        const page = await submit('/reset-password', { token: dead, password: NEW_PASSWORD });
        expect(page.status).toBe(400);
        expect(page.text).toContain('/forgot-password');
      }
      expect(await login(email, NEW_PASSWORD)).toBe(401);
    });

    it('The page that requests a reset answers the same for every address', async () => {
      const { email } = await registered();
      const form = await open('/forgot-password');
      expect(formOf(form.text).action).toBe('/forgot-password');
      const known = await submit('/forgot-password', { email });
      const unknown = await submit('/forgot-password', { email: 'nobody@example.test' });
      expect([known.status, unknown.status]).toEqual([200, 200]);
      expect(unknown.text).toBe(known.text);
      await linkTo(email, 'Choose');
    });

    it('The page that requests a reset asks for an address', async () => {
      for (const email of ['', 'x', '"><script>alert(1)</script>']) {
        const page = await submit('/forgot-password', { email });
        expect(page.status).toBe(400);
        expect(page.text).toContain('aria-invalid="true"');
        expect(page.text).not.toContain('<script');
      }
    });
  });

  /** A mail without a link with a token. */
  const linkless = async (email: string, subject: string): Promise<void> => {
    const mail = await sink.waitFor(
      ({ recipients, subject: given }) =>
        recipients.includes(email) && (given ?? '').startsWith(subject),
    );
    expect(mail.text).not.toContain('token=');
  };

  describe('every page', () => {
    const paths = [
      '/',
      '/verify-email',
      '/reset-password',
      '/forgot-password',
      '/resend-verification',
    ];

    it.each(paths)(
      'The page %s is not cached, framed, or given scripts or a referrer',
      async (path) => {
        const { headers, text } = await open(path);
        expect(headers['content-type']).toBe('text/html; charset=utf-8');
        expect(headers['cache-control']).toBe('no-store');
        expect(headers['referrer-policy']).toBe('no-referrer');
        expect(headers['x-content-type-options']).toBe('nosniff');
        expect(headers['x-frame-options']).toBe('DENY');
        const policy = String(headers['content-security-policy']);
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("form-action 'self'");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/script-src|unsafe|\*|https?:/);
        expect(text).not.toMatch(/<script|<link|<img|\bsrc=|https?:\/\//i);
      },
    );

    it.each(paths)(
      'The page %s has a language, a title, one heading, and a label for each field',
      async (path) => {
        const { text } = await open(path);
        expect(text).toMatch(/<html lang="en" dir="ltr">/);
        const ofPage = path === '/' ? '' : '[^<·]+ · ';
        expect(text).toMatch(new RegExp(`<title>${ofPage}Acme &amp; &lt;Co&gt;</title>`));
        expect(text.match(/<h1>/g)).toHaveLength(1);
        for (const [, id] of text.matchAll(/<input[^>]*\bid="([^"]+)"/g)) {
          expect(text).toContain(`<label for="${id}"`);
        }
      },
    );

    it('A page escapes the parameters of its address', async () => {
      const evil = encodeURIComponent('"><script>alert(1)</script>');
      for (const path of ['/verify-email', '/reset-password']) {
        expect((await open(`${path}?token=${evil}`)).text).not.toContain('<script');
        expect(
          (await submit(path, { token: '"><script>', password: NEW_PASSWORD })).text,
        ).not.toContain('<script');
      }
    });

    it('A page refuses a form of another site', async () => {
      const { email, token, browser } = await registered();
      const foreign = [
        { origin: 'https://evil.example' },
        { 'sec-fetch-site': 'cross-site', origin: 'null' },
        { 'sec-fetch-site': 'same-site' },
      ];
      for (const headers of foreign) {
        for (const path of [
          '/verify-email',
          '/reset-password',
          '/forgot-password',
          '/resend-verification',
        ]) {
          const answer = await submit(path, { token, email, password: NEW_PASSWORD }, headers);
          expect(answer.status).toBe(403);
          expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
        }
      }
      expect(
        (
          await submit(
            '/verify-email',
            { token },
            { 'sec-fetch-site': 'same-origin', origin: 'null', ...browser },
          )
        ).status,
      ).toBe(200);
    });

    it('A page refuses a repeated token and a form of another shape', async () => {
      const { token } = await registered();
      const twice = await app.call('POST', '/verify-email', {
        rawBody: `token=x&token=${token}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(twice.status).toBe(400);
      const multipart = await app.call('POST', '/verify-email', {
        rawBody: '--x\r\n',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      });
      expect(multipart.status).toBe(415);
      expect((await open(`/verify-email?token=${token}`)).status).toBe(200);
    });
  });
});

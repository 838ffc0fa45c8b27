import { randomBytes } from 'node:crypto';
import { newId, sha256 } from '#libs/kernel';
import { directionOf, LANGUAGES, type Language, type Texts } from '#libs/languages';
import type { Answer, SmtpSink, TestApp } from '#libs/testing';
import { en as htmlTexts } from '../../apps/api/src/platform/html/texts/en.js';
import { en as problemTexts } from '../../apps/api/src/platform/http/problems/texts/en.js';
import { en as webTexts } from '../../apps/api/src/web/texts/en.js';
import {
  anEmail,
  mailTo,
  me,
  PASSWORD,
  signIn,
  tokenIn,
  UNLIMITED,
  type Account,
  type Accounts,
  type Problem,
} from '../support/accounts.js';
import { withFixture } from '../support/with-fixture.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const NEW_PASSWORD = 'a quiet harbour in november';

/** The English texts, cut at their placeholders; a single word may be the same in another language. */
const ENGLISH = [htmlTexts, problemTexts, webTexts].flatMap((texts: Texts) =>
  Object.values(texts)
    .flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text)))
    .flatMap((text) => text.split(/\{[A-Za-z]+\}/))
    .map((piece) => piece.trim())
    .filter((piece) => piece.split(' ').length > 1),
);

const readable = (page: string) =>
  page
    .replace(/<style>[^]*?<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');

const languageIn = (page: Answer): string | undefined =>
  /<html lang="([^"]+)"/.exec(page.text)?.[1];

describe('the languages of pages and mails', () => {
  let app: TestApp;
  let accounts: Accounts;
  let sink: SmtpSink;
  let account: Account;

  withFixture(async (opened) => {
    const env = {
      ...UNLIMITED,
      APP_NAME: 'Acme',
      DEFAULT_LANGUAGE: 'es',
      EMAIL_SIGN_IN_ENABLED: 'true',
    };
    ({ app, accounts, sink } = await opened.appWithMail({ env }));
  }, 120_000);
  beforeEach(async () => {
    account = await accounts.create();
  });

  const open = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    app.get(path, { headers: { ...BROWSER, ...headers } });

  const submit = (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    app.call('POST', path, {
      rawBody: new URLSearchParams(fields).toString(),
      headers: { ...BROWSER, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });

  const answerLink = async (purpose: 'confirm' | 'deny'): Promise<string> => {
    const token = randomBytes(32).toString('base64url');
    await accounts.rows(
      `INSERT INTO sign_in_links (token_hash, purpose, user_id, device_id, email_canonical, created_at, expires_at)
       SELECT $1, $2, id, $3, email_canonical, now(), now() + interval '1 hour' FROM users WHERE id = $4`,
      [sha256(token), purpose, newId(), account.id],
    );
    return token;
  };

  const objectionToken = async (): Promise<string> => {
    const token = randomBytes(32).toString('base64url');
    await accounts.rows(
      `INSERT INTO factor_resets (user_id, token_hash, created_at, due_at)
       VALUES ($1, $2, now(), now() + interval '1 day')`,
      [account.id, sha256(token)],
    );
    return token;
  };

  /** The page of the link of a mail to sign in, and the cookie of the browser that asked for it. */
  const mailedSignIn = async (): Promise<{ path: string; cookie: string }> => {
    const asked = await app.post('/api/auth/login/email', { email: account.email });
    const [line = ''] = [asked.headers['set-cookie'] ?? []]
      .flat()
      .filter((each) => each.includes('email_sign_in'));
    const token = tokenIn(await mailTo(sink, account.email, /Acme/));
    const [cookie = ''] = line.split(';');
    return { path: `/sign-in-by-mail?token=${token}`, cookie };
  };

  /** A change of the address: one that waits for its confirmation, or one that is done. */
  const changeLink = async (of: 'token_hash' | 'undo_hash', newEmail = anEmail('new')) => {
    const token = randomBytes(32).toString('base64url');
    await accounts.rows(
      `INSERT INTO address_changes (id, user_id, session_id, old_email, old_email_canonical, new_email,
         new_email_canonical, password_changed_at, ${of}, created_at, expires_at, confirmed_at)
       SELECT $1, id, $2, email, email_canonical, $3, $3, password_changed_at, $4, now(),
         now() + interval '1 hour', $5 FROM users WHERE id = $6`,
      [
        newId(),
        newId(),
        newEmail,
        sha256(token),
        of === 'undo_hash' ? new Date() : null,
        account.id,
      ],
    );
    return token;
  };

  const unconfirmed = async (): Promise<string> =>
    accounts.mailedToken(await accounts.create({ isVerified: false }), 'verify_email');

  const resetToken = () => accounts.mailedToken(account, 'reset_password');

  const mail = (path: string, email: string) => (lang: string) => submit(path, { email, lang });
  const page = (path: string) => (lang: string) =>
    open(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);

  /** Each page as a browser sees it, by what it shows. */
  const PAGES: readonly [string, (lang: string) => Promise<Answer>][] = [
    ['the start page', page('/')],
    ['the form for a reset mail', page('/forgot-password')],
    ['the form for a verification mail', page('/resend-verification')],
    ['the same after a text that is no address', mail('/forgot-password', 'x')],
    ['a mail on its way', mail('/resend-verification', 'nobody@example.test')],
    [
      'an address to confirm',
      async (lang) => page(`/verify-email?token=${await unconfirmed()}`)(lang),
    ],
    [
      'an address after a wrong password',
      async (lang) =>
        submit('/verify-email', { token: await unconfirmed(), password: 'wrong', lang }),
    ],
    [
      'an address after two different new passwords',
      async (lang) => {
        const passwords = { new_password: NEW_PASSWORD, new_password_repeat: 'x' };
        return submit('/verify-email', { token: await unconfirmed(), ...passwords, lang });
      },
    ],
    [
      'a confirmed address',
      async (lang) =>
        submit('/verify-email', { token: await unconfirmed(), new_password: NEW_PASSWORD, lang }),
    ],
    ['a dead verification link', page('/verify-email?token=x')],
    ['a new password', async (lang) => page(`/reset-password?token=${await resetToken()}`)(lang)],
    ...['', 'short', 'password1', 'a'.repeat(129)].map(
      (password): [string, (lang: string) => Promise<Answer>] => [
        `a new password after ${password.length} bad characters`,
        async (lang) => submit('/reset-password', { token: await resetToken(), password, lang }),
      ],
    ),
    [
      'a new password that is set',
      async (lang) =>
        submit('/reset-password', { token: await resetToken(), password: NEW_PASSWORD, lang }),
    ],
    ['a dead reset link', page('/reset-password?token=x')],
    [
      'a sign-in to confirm',
      async (lang) => page(`/confirm-sign-in?token=${await answerLink('confirm')}`)(lang),
    ],
    [
      'a sign-in to deny',
      async (lang) => page(`/deny-sign-in?token=${await answerLink('deny')}`)(lang),
    ],
    [
      'a denied sign-in',
      async (lang) => submit('/deny-sign-in', { token: await answerLink('deny'), lang }),
    ],
    ['a dead link about a sign-in', page('/deny-sign-in?token=x')],
    [
      'second factors to keep',
      async (lang) => page(`/object-factor-reset?token=${await objectionToken()}`)(lang),
    ],
    [
      'second factors that are kept',
      async (lang) => submit('/object-factor-reset', { token: await objectionToken(), lang }),
    ],
    ['a dead link about second factors', page('/object-factor-reset?token=x')],
    [
      'a mailed sign-in in the browser that asked for it',
      async (lang) => {
        const { path, cookie } = await mailedSignIn();
        return open(`${path}&lang=${lang}`, { cookie });
      },
    ],
    [
      'a mailed sign-in in another browser',
      async (lang) => page((await mailedSignIn()).path)(lang),
    ],
    ['a dead link of a mailed sign-in', page('/sign-in-by-mail?token=x')],

    [
      'a new address to confirm',
      async (lang) => page(`/change-email?token=${await changeLink('token_hash')}`)(lang),
    ],
    [
      'a new address without a proof',
      async (lang) => submit('/change-email', { token: await changeLink('token_hash'), lang }),
    ],
    [
      'a new address after a wrong password',
      async (lang) =>
        submit('/change-email', { token: await changeLink('token_hash'), password: 'wrong', lang }),
    ],
    [
      'a new address that another account has',
      async (lang) => {
        const { email } = await accounts.create();
        const token = await changeLink('token_hash', email);
        return submit('/change-email', { token, password: account.password, lang });
      },
    ],
    [
      'a changed address',
      async (lang) =>
        submit('/change-email', {
          token: await changeLink('token_hash'),
          password: account.password,
          lang,
        }),
    ],
    ['a dead link to a new address', page('/change-email?token=x')],
    [
      'a change of the address to undo',
      async (lang) => page(`/undo-email-change?token=${await changeLink('undo_hash')}`)(lang),
    ],
    [
      'an undone change of the address',
      async (lang) => submit('/undo-email-change', { token: await changeLink('undo_hash'), lang }),
    ],
    ['a dead link to undo a change', page('/undo-email-change?token=x')],
    ['an address where there is nothing', page('/nothing-here')],
    [
      'a form of another site',
      (lang) => submit('/forgot-password', { lang }, { origin: 'https://evil.example' }),
    ],
    [
      'a token that is too long',
      (lang) => open(`/verify-email?token=${'a'.repeat(2000)}&lang=${lang}`),
    ],
    ['a provider that is not configured', page('/api/oauth/google')],
  ];

  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(PAGES)('%s is in the language, and has no English sentence', async (_what, load) => {
      const answer = await load(language);
      expect(answer.text).toContain(`<html lang="${language}" dir="${directionOf(language)}">`);
      expect(answer.headers['content-language']).toBe(language);
      expect(answer.headers['vary']).toMatch(/Accept-Language, Cookie/);
      expect(answer.text.match(/hreflang=/g)).toHaveLength(LANGUAGES.length);
      expect(Buffer.byteLength(answer.text)).toBeLessThan(50_000);
      const text = readable(answer.text);
      const english = ENGLISH.filter((piece) => text.includes(piece));
      if (language === 'en') expect(english).not.toEqual([]);
      else expect(english).toEqual([]);
    });
  });

  describe('the choice of a language', () => {
    it('A choice is kept in a cookie that says nothing but the language', async () => {
      const { headers } = await open('/?lang=ja', { 'accept-language': 'de' });
      const [cookie = ''] = [headers['set-cookie']]
        .flat()
        .filter((each) => each?.includes('language'));
      expect(cookie).toMatch(
        /^gatehouse_language=ja; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
      );
      const [pair = ''] = cookie.split(';');
      expect(languageIn(await open('/', { cookie: pair, 'accept-language': 'de' }))).toBe('ja');
    });

    it('A page without a choice has the language of the browser, else that of the installation', async () => {
      expect(languageIn(await open('/', { 'accept-language': 'it, pt;q=0.9, de;q=0.8' }))).toBe(
        'pt-BR',
      );
      expect(languageIn(await open('/'))).toBe('es');
      expect(languageIn(await open('/?lang=xx', { 'accept-language': 'it' }))).toBe('es');
      expect(languageIn(await open('/?ui_locales=it+fr', { 'accept-language': 'de' }))).toBe('fr');
    });

    it('A hostile header, cookie or choice changes nothing', async () => {
      const evil = '"><script>alert(1)</script>';
      const answer = await open(
        `/?lang=${encodeURIComponent(evil)}&lang=de&x=${encodeURIComponent(evil)}`,
        {
          'accept-language': `${'x-'.repeat(3000)}de;q=9`,
          cookie: 'gatehouse_language=<script>',
        },
      );
      expect(languageIn(answer)).toBe('es');
      expect(answer.text).not.toContain('<script');
      expect(answer.headers['set-cookie']).toBeUndefined();
    });

    it('The page of a mailed link has the language of the account, and each answer to its form too', async () => {
      await accounts.rows(`UPDATE users SET locale = 'ar' WHERE id = $1`, [account.id]);
      const token = await resetToken();
      const german = { 'accept-language': 'de' };
      const shown = await open(`/reset-password?token=${token}`, german);
      expect(languageIn(shown)).toBe('ar');
      const [, lang = ''] = /name="lang"\s+value="([^"]+)"/.exec(shown.text) ?? [];
      expect(
        languageIn(await submit('/reset-password', { token, password: 'short', lang }, german)),
      ).toBe('ar');
      const set = await submit('/reset-password', { token, password: NEW_PASSWORD, lang }, german);
      expect([set.status, languageIn(set)]).toEqual([200, 'ar']);
    });

    it.each([
      ['to confirm a sign-in', async () => `/confirm-sign-in?token=${await answerLink('confirm')}`],
      ['to deny a sign-in', async () => `/deny-sign-in?token=${await answerLink('deny')}`],
      ['to keep factors', async () => `/object-factor-reset?token=${await objectionToken()}`],
      ['to sign in', async () => (await mailedSignIn()).path],
    ])('The page of a mailed link %s has the language of the account', async (_what, link) => {
      await accounts.rows(`UPDATE users SET locale = 'ja' WHERE id = $1`, [account.id]);
      const path = await link();
      const german = { 'accept-language': 'de' };
      expect(languageIn(await open(path, german))).toBe('ja');
      expect(languageIn(await open(`${path}&lang=fr`, german))).toBe('fr');
      await accounts.rows(`UPDATE users SET locale = NULL WHERE id = $1`, [account.id]);
      expect(languageIn(await open(path, german))).toBe('de');
    });

    it('The links of a form that was refused lead to the form, with its token', async () => {
      const token = await resetToken();
      const { text } = await submit('/reset-password', { token, password: 'short', lang: 'en' });
      const [, address = ''] = /href="([^"]*)"\s+lang="fr"/.exec(text) ?? [];
      const inFrench = await open(address.replaceAll('&amp;', '&'));
      expect([inFrench.status, languageIn(inFrench)]).toEqual([200, 'fr']);
      expect(inFrench.text).toContain(`value="${token}"`);
    });

    it('A language that only a newer release knows is none', async () => {
      await accounts.rows(`UPDATE users SET locale = 'it' WHERE id = $1`, [account.id]);
      expect(languageIn(await open(`/reset-password?token=${await resetToken()}`))).toBe('es');
      await app.post('/api/password/forgot', { email: account.email });
      await mailTo(sink, account.email, /^Elija una contraseña nueva/);
    });
  });

  describe('the language of an account', () => {
    const patch = async (locale: unknown) => {
      const { access_token: token } = await signIn(app, account);
      const changed = await app.patch<Problem & { user: { locale: unknown } }>(
        '/api/auth/me',
        { locale },
        { token },
      );
      return { changed, token };
    };
    const localeOf = async (email: string) =>
      (
        await accounts.row<{ locale: Language | null }>(
          'SELECT locale FROM users WHERE email = $1',
          [email],
        )
      )?.locale;
    const register = async (fields: object, headers: Record<string, string> = {}) => {
      const email = anEmail();
      const answer = await app.post(
        '/api/auth/register',
        { email, password: PASSWORD, ...fields },
        { headers },
      );
      return { email, status: answer.status };
    };

    it('The profile shows, sets and clears the language', async () => {
      const { changed, token } = await patch('pt-BR');
      expect([changed.status, changed.body.user.locale]).toEqual([200, 'pt-BR']);
      expect((await me(app, token)).body).toMatchObject({ user: { locale: 'pt-BR' } });
      expect((await patch(null)).changed.body.user.locale).toBeNull();
    });

    it.each(['it', 'de-AT', 'PT-BR', '', 5, ['de'], { lang: 'de' }])(
      'The profile refuses %j as a language',
      async (locale) => {
        const { changed } = await patch(locale);
        expect([changed.status, changed.body.errors?.[0]?.field]).toEqual([400, 'locale']);
      },
    );

    it('A registration keeps the language that it names, else that of its browser, else none', async () => {
      const german = { 'accept-language': 'de-AT, en;q=0.5' };
      const named = await register({ locale: 'ja' }, german);
      const asked = await register({}, german);
      const silent = await register({});
      expect(await Promise.all([named, asked, silent].map(({ email }) => localeOf(email)))).toEqual(
        ['ja', 'de', null],
      );
      expect((await register({ locale: 'xx' })).status).toBe(400);
      await mailTo(sink, named.email, /^Acme のメールアドレスを確認/);
      await mailTo(sink, asked.email, /^Bestätigen Sie Ihre E-Mail-Adresse für Acme/);
      await mailTo(sink, silent.email, /^Confirme su dirección de correo para Acme/);
    });

    it('A further registration of an unconfirmed address gets its mail, and its account, in its own language', async () => {
      const { email } = await register({ locale: 'ar' });
      const password = 'another password of the owner';
      await app.post('/api/auth/register', { email, password, locale: 'fr' });
      const token = tokenIn(await mailTo(sink, email, /^Confirmez votre adresse/));
      expect((await app.post('/api/auth/verify-email', { token, password })).status).toBe(200);
      expect(await localeOf(email)).toBe('fr');
    });

    it('The mails of an account are in its language, not in that of who asks for them', async () => {
      await patch('zh-CN');
      await submit('/forgot-password', { email: account.email, lang: 'de' });
      const { html, text } = await mailTo(sink, account.email, /^请为 Acme 设置新密码/);
      expect(html).toContain('<html lang="zh-CN" dir="ltr">');
      expect(text).toMatch(/有效期至 \d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d UTC/);
    });

    it('The mails of an account without a language are in that of the request', async () => {
      await submit('/forgot-password', { email: account.email, lang: 'fr' });
      await mailTo(sink, account.email, /^Choisissez un nouveau mot de passe pour Acme/);
    });

    it('A mailed code to sign in is a line of its own, in the language of the account', async () => {
      await patch('ar');
      await app.post('/api/auth/login/email', { email: account.email });
      const { html, text } = await mailTo(sink, account.email, /^رمزك لتسجيل الدخول/);
      const [, code] = /^(\d{6})$/m.exec(text ?? '') ?? [];
      expect(html).toContain(`<strong>${code}</strong>`);
    });

    it('A security notice is in the language of the account, with its date', async () => {
      await patch('ar');
      await submit('/reset-password', {
        token: await resetToken(),
        password: NEW_PASSWORD,
        lang: 'de',
      });
      const { html, text } = await mailTo(sink, account.email, /^تم تغيير كلمة المرور/);
      expect(html).toContain('<html lang="ar" dir="rtl">');
      expect(text).toMatch(/\d{1,2} \p{L}+ \d{4}، \d\d:\d\d UTC/u);
    });
  });
});

import { directionOf, LANGUAGES, type Language } from '#libs/languages';
import type { MailLinks } from './mail-links.js';
import { inertName } from './inert-name.js';
import { MailRenderer, type MailContent } from './mail-renderer.js';
import { TEMPLATES, templateOf, type MailTemplate, type MailTemplates } from './templates/index.js';

type Core = ConstructorParameters<typeof MailRenderer>[1];

const LINK = 'https://auth.example.test/verify-email?token=abc-_123&x=1';
const MOMENT = new Date('2026-03-03T14:05:00Z');

const DATA: MailTemplates = {
  'verify-email': { link: LINK, expiresAt: MOMENT, providers: ['facebook'] },
  'reset-password': { link: LINK, expiresAt: MOMENT },
  'sign-in-code': { code: '481516', link: LINK, expiresAt: MOMENT },
  'confirm-email-change': { link: LINK, expiresAt: MOMENT },
  'email-change-requested': { at: MOMENT },
  'email-changed': { at: MOMENT, link: LINK, expiresAt: MOMENT },
  'email-wanted': { resetLink: LINK },
  'verify-registration': { link: LINK, expiresAt: MOMENT, providers: [] },
  'security-summary': {
    notices: [
      {
        event: { text: 'changedNotice' },
        count: 3,
        first: '2026-03-03T14:05:00Z',
        last: '2026-03-03T15:05:00Z',
      },
    ],
  },
  'already-registered': { signInLink: 'https://auth.example.test/', resetLink: LINK },
  'password-changed': {
    at: MOMENT,
    removed: [{ kind: 'device', name: null, addedAt: MOMENT, from: null }],
  },
  'organization-invitation': {
    link: LINK,
    expiresAt: MOMENT,
    organization: 'Acme',
    unit: 'Germany',
    inviter: 'Ben Lind',
  },
  'password-removed': { at: MOMENT },
  'passkey-copied': { at: MOMENT, authenticator: null },
  'identity-linked': { at: MOMENT, provider: 'Google', resetLink: LINK },
  'identity-unlinked': { at: MOMENT, provider: 'Google', resetLink: LINK },
  'new-device': { at: MOMENT, device: 'Firefox 128 on Linux', from: '192.0.2.1 (DE)' },
  'suspicious-sign-in': {
    at: MOMENT,
    device: null,
    from: '192.0.2.1',
    link: LINK,
    expiresAt: MOMENT,
  },
  'confirm-sign-in': {
    at: MOMENT,
    device: 'curl 8',
    from: '192.0.2.1',
    link: LINK,
    expiresAt: MOMENT,
  },
  'sign-in-undone': {
    at: MOMENT,
    removed: [{ kind: 'identity', name: 'google', addedAt: MOMENT, from: '192.0.2.1' }],
  },
  'denied-acts': { at: MOMENT, account: 'b1', acts: ['role.assigned (2)'] },
  'merge-undone': { at: MOMENT, other: 'bob@example.test' },
  'factor-added': {
    at: MOMENT,
    factor: { type: 'totp' },
    link: LINK,
    expiresAt: MOMENT,
  },
  'factor-removed': {
    at: MOMENT,
    factor: { type: 'passkey', model: 'iCloud Keychain' },
    isLast: true,
  },
  'recovery-code-used': { at: MOMENT, left: 3 },
  'factor-reset-requested': { at: MOMENT, link: LINK, dueAt: MOMENT },
  'factors-reset': { at: MOMENT },
  'factors-reset-some': { at: MOMENT },
  'accounts-merged': {
    at: MOMENT,
    account: 'ann@example.test',
    ended: 'bob@example.test',
    undo: { id: 'm1', days: 30 },
  },
};

/** Mails that only tell what has happened. */
const WITHOUT_LINK: readonly MailTemplate[] = ['accounts-merged', 'denied-acts'];

const rendererOf = (appName: string) =>
  new MailRenderer({ forgot: () => LINK } as MailLinks, { appName } as Core, {
    defaultLanguage: 'en',
  });
/** One for all, as in a server: each compiles its templates anew. */
const renderer = rendererOf('Acme');

function contentOf(
  template: MailTemplate,
  firstName: string | null,
  language: Language = 'en',
): MailContent {
  const context = templateOf(template).context(DATA[template] as never, language);
  return { template, firstName, language, context };
}

const render = (template: MailTemplate, firstName: string | null = 'Ann') =>
  renderer.render(contentOf(template, firstName));

const ALL = Object.keys(TEMPLATES) as MailTemplate[];

/** Decodes an attribute as a browser does. */
const unescapeHtml = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

const linksOf = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => unescapeHtml(href!));

describe.each(ALL)('the mail %s', (template) => {
  it('a mail has the same complete links in both parts', () => {
    const { html, text } = render(template);
    const hasLink = !WITHOUT_LINK.includes(template);
    expect(linksOf(html).includes(LINK)).toBe(hasLink);
    expect(text.includes(LINK)).toBe(hasLink);
  });

  it('a mail greets by the name, or without a name when there is none', () => {
    for (const part of [render(template).html, render(template).text]) {
      expect(part).toContain('Hello Ann,');
    }
    for (const part of [render(template, null).html, render(template, null).text]) {
      expect(part).toContain('Hello,');
    }
  });

  it('a mail names the application in its subject', () => {
    expect(render(template).subject).toContain('Acme');
    expect(render(template).subject).not.toMatch(/[\r\n]/);
  });

  it('a mail cancels only existing templates', () => {
    for (const name of templateOf(template).cancels ?? []) expect(ALL).toContain(name);
  });

  it('a mail declares its language, and has no script and no external content', () => {
    const { html } = render(template);
    expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(html).not.toMatch(
      /<(script|img|link|iframe|object|svg|base|form)\b|\bon\w+=|@import|url\(/i,
    );
  });

  it('a mail has no template syntax and no missing value', () => {
    const { subject, html, text } = render(template);
    for (const part of [subject, html, text]) expect(part).not.toMatch(/\{\{|\}\}|undefined|null/);
  });

  it.each([
    '<a href=//evil.example>click</a>',
    '<img src=x onerror=alert(1)>',
    '{{7*7}}',
    '{{{constructor}}}',
    '${7*7}',
    'Ann\r\nBcc: victim@example.test',
    'Ann\nhttps://evil.example',
    'https://evil.example/login',
    'evil.example',
    'www.evil',
    'ann@evil.example',
    'javascript:alert(1)',
    'Ann\u202Eelpmaxe.live',
    '"><script>alert(1)</script>',
    '&lt;b&gt;',
    'call 0800 123456 now',
    'your account was closed please write to us today',
    'A'.repeat(100),
  ])('a mail omits the harmful name %j', (name) => {
    const { html, text, subject } = render(template, name);
    for (const part of [html, text, subject]) {
      expect(part).not.toMatch(/evil|49|alert|onerror|Bcc|0800|closed|AAAA/);
    }
    expect(linksOf(html)).toEqual(linksOf(render(template, null).html));
    expect(text.split('\n')).toHaveLength(render(template, null).text.split('\n').length);
  });

  it('a mail shows an application name with markup as text', () => {
    const { html, text } = rendererOf('<b>{{x}}</b>\r\nInc').render(contentOf(template, 'Ann'));
    expect(html).toContain('&lt;b&gt;{{x}}&lt;/b&gt; Inc');
    expect(html).not.toContain('<b>');
    expect(text).toContain('<b>{{x}}</b> Inc');
  });
});

/** Words of three letters and more of a text, without markup, addresses and the values of the test. */
const wordsOf = (text: string) => new Set(text.match(/\p{L}{3,}(?:[ ]\p{L}{2,}){3,}/gu) ?? []);

describe.each(LANGUAGES)('a mail in the language %s', (language) => {
  it.each(ALL)(
    'the mail %s is in its language, with the same links and no English sentence',
    (template) => {
      const mail = renderer.render(contentOf(template, 'Ann', language));
      const english = render(template);
      expect(mail.html).toContain(`<html lang="${language}" dir="${directionOf(language)}">`);
      expect(linksOf(mail.html)).toEqual(linksOf(english.html));
      for (const link of linksOf(english.html)) expect(mail.text).toContain(link);
      for (const part of [mail.subject, mail.html, mail.text]) {
        expect(part).not.toMatch(/\{\w+\}|undefined|null|NaN/);
        expect(part).toContain('Acme');
      }
      const shared = [...wordsOf(mail.text)].filter((words) => wordsOf(english.text).has(words));
      expect(language === 'en' ? [] : shared).toEqual([]);
    },
  );
});

describe('the language of a mail', () => {
  const content = contentOf('verify-email', null, 'de');

  it('a mail that another release has queued has the default language', () => {
    for (const language of [undefined, 'it', '__proto__']) {
      expect(renderer.render({ ...content, language }).html).toContain('<html lang="en"');
    }
  });

  it('a mail of an older release is rendered from the values that it has', () => {
    const context = { link: LINK, expires: '3 March 2026, 14:05 UTC', providers: '' };
    const { text } = renderer.render({ template: 'verify-email', firstName: null, context });
    expect(text).toContain('until 3 March 2026, 14:05 UTC');
    expect(text).not.toContain('It can be signed in to');
  });

  it('a mail without one of its values is an error', () => {
    expect(() => renderer.render({ ...content, context: { link: LINK } })).toThrow('{expires}');
  });

  it('an address in a mail from right to left has no marks that a mail program would take for a part of it', () => {
    const { text } = renderer.render(contentOf('new-device', 'Ann', 'ar'));
    expect(text).toContain(`: ${LINK}\n`);
    expect(text).toContain('\u2068Acme\u2069');
  });
});

describe('a name', () => {
  it.each([
    'Ann',
    "O'Neill",
    'Jean-Luc',
    'María José',
    'J. R.',
    'Nguyễn Thị',
    '李小龍',
    'Ольга',
    'علی‌رضا',
    'अमित',
    'Ludwig van 3',
    'von der Leyen, Ursula',
  ])('%s is accepted as a name', (name) => {
    expect(inertName(name)).toBe(name.normalize('NFC'));
  });

  it('a name is normalised, without surrounding spaces', () => {
    expect(inertName('  Rene\u0301   Ray ')).toBe('René Ray');
  });

  it('a long text is refused as a name in linear time', () => {
    expect(inertName(`${'a'.repeat(59)}!`)).toBeNull();
    expect(inertName(`${'a b '.repeat(100_000)}!`)).toBeNull();
  });

  it('an empty text is no name', () => {
    expect(inertName('   ')).toBeNull();
    expect(inertName(undefined)).toBeNull();
  });
});

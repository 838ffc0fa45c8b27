import { createHash } from 'node:crypto';
import { LANGUAGES } from '#libs/languages';
import { addressWith, escapeHtml, html, PAGE_HEADERS, renderPage, sameAddress } from './index.js';

const page = renderPage({
  title: 'A <b>title</b>',
  appName: '"App" & Co',
  language: 'en',
  body: html`<p>x</p>`,
});

describe('a page', () => {
  it('a page escapes its title and the application name', () => {
    expect(page).toContain('<title>A &lt;b&gt;title&lt;/b&gt; · &quot;App&quot; &amp; Co</title>');
    expect(page).toContain('<p>x</p>');
    expect(page).not.toContain('<b>');
  });

  it('the content security policy of a page allows exactly its style', () => {
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_HEADERS['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
  });

  it('a page has no script and loads nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|\bsrc=|\bon\w+=|https?:/i);
    expect(PAGE_HEADERS['content-security-policy']).not.toMatch(/script-src|unsafe|\*/);
  });
});

describe('escaping', () => {
  it('every character with a meaning in HTML is escaped', () => {
    expect(escapeHtml(`<>&"'`)).toBe('&lt;&gt;&amp;&quot;&#39;');
  });

  it('the html template inserts the items of lists and omits null', () => {
    expect(html`${[html`<i>1</i>`, '<2>']}${null}${3}`.source).toBe('<i>1</i>&lt;2&gt;3');
  });
});

describe('the links to other languages', () => {
  const inArabic = renderPage({
    title: 'x',
    appName: 'App',
    language: 'ar',
    body: html``,
    inLanguage: sameAddress('//evil.example/reset?token=a%26b&lang=ar&lang=de'),
  });

  it('a page has its language and direction, and links to itself in each language', () => {
    expect(inArabic).toContain('<html lang="ar" dir="rtl">');
    const links = [...inArabic.matchAll(/<a\s+href="([^"]*)"\s+lang="([^"]*)"/g)];
    expect(links.map(([, , language]) => language)).toEqual([...LANGUAGES]);
    expect(links[1]?.[1]).toBe('?token=a%26b&amp;lang=de');
    expect(inArabic).toMatch(/lang="ar"\s+hreflang="ar"\s+dir="rtl"\s+aria-current="true"/);
  });

  it('a link leads to no other site, whatever the path', () => {
    expect(inArabic).not.toContain('evil');
  });

  it('a long query is not repeated', () => {
    expect(sameAddress(`/x?token=${'a'.repeat(5000)}`)('de')).toBe('?lang=de');
    expect(addressWith('/x', { token: 'a' })('de')).toBe('/x?token=a&lang=de');
  });

  it('a page without such links has none', () => {
    expect(page).not.toContain('hreflang');
  });
});

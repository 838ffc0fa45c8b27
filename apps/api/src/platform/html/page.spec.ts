import { createHash } from 'node:crypto';
import { escapeHtml, html, PAGE_HEADERS, renderPage } from './index.js';

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

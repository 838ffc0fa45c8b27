import { RequestLanguages, type AskingRequest } from './request-languages.js';

const languages = new RequestLanguages({ isSecure: true, basePath: '' }, 'es');
const of = (request: Partial<AskingRequest>, profile?: 'fr') =>
  languages.of({ headers: {}, query: {}, ...request }, profile);

const COOKIE = { cookie: 'a=b; __Host-gatehouse_language=ja' };

describe('the language of a request', () => {
  it('the language is the choice, the profile, ui_locales, the cookie, the header, the default, in this order', () => {
    const headers = { ...COOKIE, 'accept-language': 'pt' };
    const query = { lang: 'de', ui_locales: 'it zh' };
    expect(of({ headers, query }, 'fr')).toBe('de');
    expect(of({ headers, query: {}, body: { lang: 'de' } }, 'fr')).toBe('de');
    expect(of({ headers, query: { ui_locales: 'it zh' } }, 'fr')).toBe('fr');
    expect(of({ headers, query: { ui_locales: 'it zh' } })).toBe('zh-CN');
    expect(of({ headers })).toBe('ja');
    expect(of({ headers: { 'accept-language': 'pt' } })).toBe('pt-BR');
    expect(of({})).toBe('es');
  });

  it('a client that asks for none of our languages has none', () => {
    expect(languages.find({ headers: { 'accept-language': '*' }, query: {} })).toBeNull();
    expect(languages.find({ headers: {}, query: undefined, body: null })).toBeNull();
  });

  it.each<[string, Partial<AskingRequest>]>([
    ['a list', { query: { lang: ['de', 'en'] } }],
    ['an object', { body: { lang: { $ne: 'de' } } }],
    ['markup', { query: { lang: '"><script>' } }],
    ['a text instead of fields', { body: 'lang=de' }],
    ['an inherited member', { query: Object.create({ lang: 'de' }) as object }],
    ['a cookie with markup', { headers: { cookie: '__Host-gatehouse_language=<b>' } }],
    ['the cookie of another scheme', { headers: { cookie: 'gatehouse_language=de' } }],
  ])('%s is no choice', (_what, request) => {
    expect(of(request)).toBe('es');
  });

  it('a choice of an address is kept in a cookie, once, and that of a form is not', () => {
    const set: string[] = [];
    const reply = { header: (_name: string, value: string) => set.push(value) };
    languages.keep({ headers: {}, query: { lang: 'de' } }, reply);
    languages.keep({ headers: COOKIE, query: { lang: 'ja' } }, reply);
    languages.keep({ headers: {}, query: {}, body: { lang: 'fr' } }, reply);
    languages.keep({ headers: {}, query: { lang: 'xx' } }, reply);
    expect(set).toEqual([
      '__Host-gatehouse_language=de; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure',
    ]);
  });

  it('a choice that was kept is dropped, and a browser without one is sent nothing', () => {
    const set: string[] = [];
    const reply = { header: (_name: string, value: string) => set.push(value) };
    languages.forget({ headers: {}, query: {} }, reply);
    languages.forget({ headers: COOKIE, query: {} }, reply);
    expect(set).toEqual([
      '__Host-gatehouse_language=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
    ]);
  });
});

import { LANGUAGES } from './language.js';
import { findLanguage, languageOfHeader, languageOfList } from './lookup.js';

describe('a language range', () => {
  it.each([
    ['de', 'de'],
    ['DE-at', 'de'],
    ['de-Latn-CH-1996', 'de'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-BR'],
    ['zh-Hans-SG', 'zh-CN'],
    ['zh-TW', 'zh-CN'],
    ['ar-u-nu-arab', 'ar'],
    ['en-x-pirate', 'en'],
    ['it', null],
    ['deu', null],
    ['x-de', null],
    ['', null],
    ['-', null],
  ])('the range %j finds %j', (range, expected) => {
    expect(findLanguage(range)).toBe(expected);
  });

  it('each language finds itself', () => {
    for (const language of LANGUAGES) expect(findLanguage(language)).toBe(language);
  });
});

describe('an Accept-Language header', () => {
  it.each([
    ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', 'fr'],
    ['it, de;q=0.2, es;q=0.9', 'es'],
    ['en;q=0.5,ja;q=0.5', 'en'],
    ['ja ; q=1.000', 'ja'],
    ['de;q=0, en;q=0.1', 'en'],
    ['it-IT, it;q=0.9', null],
    ['*', null],
    ['', null],
    [undefined, null],
  ])('the header %j finds %j', (header, expected) => {
    expect(languageOfHeader(header)).toBe(expected);
  });

  it.each([
    'de;q=2',
    'de;q=-1',
    'de;q=0.1234',
    'de;q=NaN',
    'de;q',
    'de;level=1',
    'de_AT',
    '<script>',
    '__proto__',
    'constructor',
    'de\u0000',
    ';;;;',
    'de-'.repeat(200),
    `${'a'.repeat(2000)},de`,
    `${'it,'.repeat(40)}de`,
  ])('the hostile header %j finds nothing', (header) => {
    expect(languageOfHeader(header)).toBeNull();
  });

  it('a header of a megabyte costs no more than its beginning', () => {
    expect(languageOfHeader(`de,${'x-'.repeat(500_000)}`)).toBe('de');
    expect(languageOfHeader(`${' '.repeat(500_000)}de`)).toBeNull();
  });
});

describe('ui_locales', () => {
  it.each([
    ['it fr-CA de', 'fr'],
    ['  de  en ', 'de'],
    ['it', null],
    ['*', null],
    ['', null],
    [undefined, null],
    ['de,en', null],
  ])('the list %j finds %j', (list, expected) => {
    expect(languageOfList(list)).toBe(expected);
  });
});

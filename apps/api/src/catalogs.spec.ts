import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LANGUAGES, type Language, type Texts } from '#libs/languages';

/** Each folder `texts` holds one file for each language. */
const FOLDERS = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith(join('texts', 'en.ts')))
  .map((path) => dirname(path));

const nameOf = (language: Language) => language.replace('-', '');

async function catalogOf(folder: string, language: Language): Promise<Texts> {
  const path = join(import.meta.dirname, folder, `${language}.ts`);
  const module = (await import(path)) as Record<string, Texts>;
  const catalog = module[nameOf(language)];
  if (!catalog) throw new Error(`${folder}/${language}.ts exports no ${nameOf(language)}`);
  return catalog;
}

const formsOf = (text: Texts[string]): readonly string[] =>
  typeof text === 'string' ? [text] : Object.values(text);

/** Each name with the number of its uses. */
const placeholdersOf = (text: string) =>
  [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!).sort();

const othersOf = (text: string) => [...new Set(placeholdersOf(text))].filter((n) => n !== 'count');

/** A text of placeholders and marks alone has nothing to translate but the marks. */
const isSentence = (text: string) =>
  text.includes(' ') && /\p{L}/u.test(text.replace(/\{[A-Za-z]+\}/g, ''));

const categoriesOf = (language: Language) =>
  [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();

describe.each(FOLDERS)('the texts in %s', (folder) => {
  it('a folder of texts has one file for each language and no other', () => {
    const files = readdirSync(join(import.meta.dirname, folder));
    const expected = [...LANGUAGES.map((language) => `${language}.ts`), 'index.ts'];
    expect(files.sort()).toEqual(expected.sort());
  });

  it.each(LANGUAGES)(
    '%s has each text once, with the placeholders of the English one',
    async (language) => {
      const english = await catalogOf(folder, 'en');
      const catalog = await catalogOf(folder, language);
      expect(Object.keys(catalog)).toEqual(Object.keys(english));
      for (const [key, text] of Object.entries(catalog)) {
        const [source = ''] = formsOf(english[key]!).slice(-1);
        for (const form of formsOf(text)) {
          expect([key, ...othersOf(form)]).toEqual([key, ...othersOf(source)]);
          expect(form.trim()).toBe(form);
          expect(form).not.toBe('');
          expect(form.replace(/\{[A-Za-z]+\}/g, '')).not.toMatch(/[{}<>]/);
        }
      }
    },
  );

  it.each(LANGUAGES)('%s has exactly the plural forms of its grammar', async (language) => {
    const catalog = await catalogOf(folder, language);
    const english = await catalogOf(folder, 'en');
    for (const [key, text] of Object.entries(catalog)) {
      if (typeof english[key] === 'string') expect(typeof text).toBe('string');
      else expect([key, ...Object.keys(text).sort()]).toEqual([key, ...categoriesOf(language)]);
    }
  });

  it.each(LANGUAGES.filter((language) => language !== 'en'))(
    '%s has no sentence that is still English',
    async (language) => {
      const english = await catalogOf(folder, 'en');
      const catalog = await catalogOf(folder, language);
      const same = Object.keys(english).filter((key) => {
        const [source = ''] = formsOf(english[key]!);
        return isSentence(source) && formsOf(catalog[key]!).includes(source);
      });
      expect(same).toEqual([]);
    },
  );
});

it('there are texts to compare', () => {
  expect(FOLDERS.map((folder) => basename(dirname(folder)))).toContain('html');
});

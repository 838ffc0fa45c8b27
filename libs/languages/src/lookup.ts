import { LANGUAGES, type Language } from './language.js';

/** Longer headers and lists come from no browser; the rest of them is not read. */
const MOST_CHARACTERS = 1024;
const MOST_RANGES = 32;

/** A language range of RFC 4647 section 2.1 with its weight of RFC 9110 section 12.4.2. */
const WEIGHTED_RANGE =
  /^([a-z]{1,8}(?:-[a-z0-9]{1,8}){0,8})(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?$/i;

/** Ranges without a region are for the only region that there is. */
const BY_RANGE: ReadonlyMap<string, Language> = new Map<string, Language>([
  ...LANGUAGES.map((language) => [language.toLowerCase(), language] as const),
  ['pt', 'pt-BR'],
  ['zh', 'zh-CN'],
]);

/**
 * The language for one range (RFC 4647 section 3.4): subtags are removed from the end until a language matches; `null`
 * when none does.
 */
export function findLanguage(range: string): Language | null {
  let rest = range.toLowerCase();
  while (rest !== '') {
    const found = BY_RANGE.get(rest);
    if (found) return found;
    const end = rest.lastIndexOf('-');
    // A subtag of one character belongs to the one that follows it.
    rest = end < 0 ? '' : rest.slice(0, end).replace(/-[a-z0-9]$/, '');
  }
  return null;
}

/** The language of an `Accept-Language` header; `null` when it names none of ours. `*` and malformed ranges are ignored. */
export function languageOfHeader(header: string | undefined): Language | null {
  const parts = (header ?? '').slice(0, MOST_CHARACTERS).split(',', MOST_RANGES);
  const ranges = parts.flatMap((part) => {
    const [, range, weight = '1'] = WEIGHTED_RANGE.exec(part.trim()) ?? [];
    return range === undefined ? [] : [{ range, weight: Number(weight) }];
  });
  const wanted = ranges.filter(({ weight }) => weight > 0);
  return firstOf(wanted.sort((a, b) => b.weight - a.weight).map(({ range }) => range));
}

/** The language of a list of tags in the order of preference: `ui_locales` of OpenID Connect Core section 3.1.2.1. */
export function languageOfList(list: string | undefined): Language | null {
  const tags = (list ?? '').slice(0, MOST_CHARACTERS).split(' ', MOST_RANGES);
  return firstOf(tags.filter((tag) => WEIGHTED_RANGE.test(tag)));
}

function firstOf(ranges: readonly string[]): Language | null {
  for (const range of ranges) {
    const found = findLanguage(range);
    if (found) return found;
  }
  return null;
}

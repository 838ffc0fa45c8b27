/** Control characters, line separators and bidirectional formatting characters. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const NAME_MAX_CHARACTERS = 100;

/** The API's rule for names: 1 to 100 characters, no unprintable characters, no lone surrogates. */
export function isPersonName(text: string): boolean {
  if (text.length === 0 || text.length > NAME_MAX_CHARACTERS * 2) return false;
  return [...text].length <= NAME_MAX_CHARACTERS && text.isWellFormed() && !UNPRINTABLE.test(text);
}

const CONFUSABLE_SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

const LATIN = /\p{Script=Latin}/u;
/**
 * Letters that may not be mixed with Latin ones; Chinese, Japanese and Korean texts contain both (UTS 39, highly
 * restrictive).
 */
const NOT_BESIDE_LATIN =
  /(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}])\p{L}/u;

/** Format characters (zero width, bidi overrides) and everything that is not text. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{34f}\u{115f}\u{1160}\u{3164}]/u;

/** Latin letters that look like plain ones and that Unicode does not decompose. */
const PLAIN: Readonly<Record<string, string>> = {
  ı: 'i',
  ɩ: 'i',
  ɪ: 'i',
  ȷ: 'j',
  ɑ: 'a',
  ɡ: 'g',
  ʟ: 'l',
  ɴ: 'n',
  ʀ: 'r',
  ʏ: 'y',
  đ: 'd',
  ð: 'd',
  ɗ: 'd',
  ɖ: 'd',
  ħ: 'h',
  ł: 'l',
  ø: 'o',
  ɱ: 'm',
};
const DRAWN_LIKE = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

/** The problem of a name, or `null`. Prevents names that look like the real `admin`. */
export function findNameProblem(name: string): string | null {
  if (INVISIBLE.test(name)) return 'may not contain control or invisible characters';
  const plain = name.normalize('NFKC');
  const scripts = CONFUSABLE_SCRIPTS.filter((script) => script.test(plain));
  const isMixed = scripts.length > 1 || (LATIN.test(plain) && NOT_BESIDE_LATIN.test(plain));
  return isMixed ? 'may not mix scripts whose letters look alike' : null;
}

/**
 * The form in which names are compared: compatibility forms, case, white space and marks on Latin letters make no
 * difference.
 */
export function canonicalName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .replace(DRAWN_LIKE, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .trim();
}

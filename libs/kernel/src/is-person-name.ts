/** Control characters, line separators and bidirectional formatting characters. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const NAME_MAX_CHARACTERS = 100;

/** The API's rule for names: 1 to 100 characters, no unprintable characters, no lone surrogates. */
export function isPersonName(text: string): boolean {
  if (text.length === 0 || text.length > NAME_MAX_CHARACTERS * 2) return false;
  return [...text].length <= NAME_MAX_CHARACTERS && text.isWellFormed() && !UNPRINTABLE.test(text);
}

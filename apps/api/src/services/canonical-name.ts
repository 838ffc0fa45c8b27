const CONFUSABLE_SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/** Format characters (zero width, bidi overrides) and everything that is not text. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u{34f}\u{115f}\u{1160}\u{3164}]/u;

/** What is wrong with a name, or `null`. Keeps look-alikes from standing beside the real `admin`. */
export function findNameProblem(name: string): string | null {
  if (INVISIBLE.test(name)) return 'may not contain control or invisible characters';
  const scripts = CONFUSABLE_SCRIPTS.filter((script) => script.test(name.normalize('NFKC')));
  if (scripts.length > 1) return 'may not mix scripts whose letters look alike';
  return null;
}

/** The form in which names are compared: compatibility forms, case and white space make no difference. */
export function canonicalName(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

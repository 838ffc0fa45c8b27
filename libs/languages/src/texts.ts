import { formatNumber } from './formats.js';
import { directionOf, type Language } from './language.js';

/** A text that depends on the number `count`, by the plural categories of its language. */
export type PluralText = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

/** The English texts of a feature; `{name}` is replaced by the value of that name. */
export type Texts = Readonly<Record<string, string | PluralText>>;

/** The same keys in another language: a missing or surplus one is a type error. */
export type Translation<E extends Texts> = {
  readonly [K in keyof E]: E[K] extends string ? string : PluralText;
};

type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

type NamesOf<T> = T extends string
  ? NamesIn<T>
  : T extends PluralText
    ? NamesIn<T['other']> | 'count'
    : never;

type Values<T, V> = { readonly [N in NamesOf<T>]: N extends 'count' ? number : V };

/** No argument for a text without placeholders. */
type Arguments<T, V> = [NamesOf<T>] extends [never] ? [] : [values: Values<T, V>];

/** Says the texts of a feature in one language. */
export interface Say<E extends Texts> {
  readonly language: Language;

  /** The text with its values. */
  <K extends keyof E>(key: K, ...values: Arguments<E[K], string | number>): string;

  /** The pieces of the text with values that are no texts, such as elements, in their places. */
  parts<K extends keyof E, V>(
    key: K,
    ...values: Arguments<E[K], V | string>
  ): readonly (string | V)[];
}

type Catalogs<E extends Texts> = { readonly en: E } & Readonly<
  Record<Exclude<Language, 'en'>, Translation<NoInfer<E>>>
>;

type AnyValues = Readonly<Record<string, unknown>>;

const PLACEHOLDER = /\{([A-Za-z]+)\}/;

/**
 * Values in a text of the other direction are isolated (UAX #9), so that an address or a number does not reorder the
 * sentence around it.
 */
const isolated = (text: string) => `\u2068${text}\u2069`;

/** The texts of a feature in all languages; the answer says them in one. `catalogs.spec.ts` compares their placeholders. */
export function defineTexts<const E extends Texts>(
  catalogs: Catalogs<E>,
): (language: Language) => Say<E> {
  const spoken = new Map<Language, Say<E>>();
  return (language) => {
    const known = spoken.get(language);
    if (known) return known;
    const say = sayIn<E>(language, catalogs[language]);
    spoken.set(language, say);
    return say;
  };
}

function sayIn<E extends Texts>(language: Language, texts: Texts): Say<E> {
  const isolate = directionOf(language) === 'rtl' ? isolated : (text: string) => text;
  const partsOf = (key: string, values: AnyValues = {}): unknown[] => {
    // Every second piece is the name of a placeholder.
    const pieces = textOf(language, texts[key] ?? key, values).split(PLACEHOLDER);
    return pieces.map((piece, n) => {
      if (n % 2 === 0) return piece;
      const value = values[piece];
      if (value === undefined) throw new Error(`There is no value for {${piece}}`);
      if (piece === 'count' && typeof value === 'number') return formatNumber(language, value);
      if (typeof value === 'number') return isolate(String(value));
      return typeof value === 'string' ? isolate(value) : value;
    });
  };
  const say = (key: string, values?: AnyValues) => partsOf(key, values).join('');
  return Object.assign(say, { language, parts: partsOf }) as unknown as Say<E>;
}

function textOf(language: Language, text: string | PluralText, { count }: AnyValues): string {
  if (typeof text === 'string') return text;
  return text[new Intl.PluralRules(language).select(Number(count))] ?? text.other;
}

import { z } from 'zod';
import { parseUrl } from '#libs/kernel';
import { withoutComment } from './dotenv/characters.js';

/** The definition of an environment variable: parsing, default, and documentation. */
export interface Variable<T> {
  /** The name in the environment. */
  readonly name: string;
  /** Parses the value; its messages must never contain it. */
  readonly parse: z.ZodType<T, string>;
  /** The default if the variable is absent or empty; `undefined` in `T` means that there is none. */
  readonly fallback: T;
  /** The text of the default in the documentation, if it is not simply the value. */
  readonly fallbackText: string | undefined;
  readonly unit: string | undefined;
  /** One sentence. */
  readonly description: string;
  /** Whether its value is secret, so that even `explain` does not show it. */
  readonly secret: boolean;
  /** The value in `.env.example` instead of the default. */
  readonly example: string | undefined;
  /** Whether the example is not commented out, because the operator must replace it. */
  readonly isToBeReplaced?: boolean;
  /** Other names that are read if `name` is absent. */
  readonly aliases: readonly string[];
  /** Matches the real names, if `name` stands for a family; their values are parsed together, as JSON. */
  readonly members?: RegExp;
  /** Builds its value from several variables of the environment; `parse` gets the result. */
  readonly gather?: (environment: Environment) => string | undefined;
  /** Whether it is read, depending on other set variables; absent: always. */
  readonly isRead?: (isSet: (name: string) => boolean) => boolean;
  /** A notice that is printed at start although nothing is wrong. */
  readonly remark?: (environment: Environment) => string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface VariableWords {
  readonly description: string;
  readonly unit?: string;
  readonly secret?: boolean;
  readonly example?: string;
  readonly isToBeReplaced?: boolean;
  readonly fallbackText?: string;
  readonly aliases?: readonly string[];
  readonly isRead?: (isSet: (name: string) => boolean) => boolean;
}

/** A variable with its own parser. */
export function variableOf<T>(
  name: string,
  parse: z.ZodType<T, string>,
  fallback: T,
  words: VariableWords,
): Variable<T> {
  return {
    name,
    parse,
    fallback,
    description: words.description,
    unit: words.unit,
    secret: words.secret ?? false,
    example: words.example,
    isToBeReplaced: words.isToBeReplaced ?? false,
    fallbackText: words.fallbackText,
    aliases: words.aliases ?? [],
    ...(words.isRead && { isRead: words.isRead }),
  };
}

/** A value without a trailing comment, as in the original's `.env` (`3600  # 1 hour`), trimmed. */
export const plainText = (text: string): string => withoutComment(text).trim();

const fail = (context: { addIssue(message: string): void }, message: string): never => {
  context.addIssue(message);
  return z.NEVER;
};

export function text(name: string, fallback: string, words: VariableWords): Variable<string>;
export function text(
  name: string,
  fallback: undefined,
  words: VariableWords,
): Variable<string | undefined>;
export function text(
  name: string,
  fallback: string | undefined,
  words: VariableWords,
): Variable<string> | Variable<string | undefined> {
  const parse = z.string().transform((value) => value.trim());
  return variableOf<string | undefined>(name, parse, fallback, words);
}

/** A whole number; a trailing `# comment` is tolerated. */
export function int(
  name: string,
  fallback: number,
  range: { min: number; max: number },
  words: VariableWords,
): Variable<number>;
export function int(
  name: string,
  fallback: undefined,
  range: { min: number; max: number },
  words: VariableWords,
): Variable<number | undefined>;
export function int(
  name: string,
  fallback: number | undefined,
  range: { min: number; max: number },
  words: VariableWords,
): Variable<number> | Variable<number | undefined> {
  const parse = z.string().transform((value, context) => {
    const plain = plainText(value);
    const number = Number(plain);
    return /^-?\d{1,15}$/.test(plain) && number >= range.min && number <= range.max
      ? number
      : fail(context, `must be a whole number from ${range.min} to ${range.max}`);
  });
  return variableOf(name, parse, fallback, words);
}

const TRUE = new Set(['true', '1', 'yes', 'on', 't', 'y']);
const FALSE = new Set(['false', '0', 'no', 'off', 'f', 'n']);

/** `true/false`, `1/0`, `yes/no`, `on/off`, `t/f`, `y/n`, case-insensitive, as in Python programs. */
export function flag(name: string, fallback: boolean, words: VariableWords): Variable<boolean>;
export function flag(
  name: string,
  fallback: undefined,
  words: VariableWords,
): Variable<boolean | undefined>;
export function flag(
  name: string,
  fallback: boolean | undefined,
  words: VariableWords,
): Variable<boolean> | Variable<boolean | undefined> {
  const parse = z.string().transform((value, context) => {
    const plain = plainText(value).toLowerCase();
    if (TRUE.has(plain)) return true;
    return FALSE.has(plain) ? false : fail(context, 'must be true or false');
  });
  return variableOf<boolean | undefined>(name, parse, fallback, words);
}

/** One of several words, case-insensitive. */
export function choice<const T extends string>(
  name: string,
  options: readonly T[],
  fallback: NoInfer<T>,
  words: VariableWords,
): Variable<T> {
  const parse = z.string().transform((value, context) => {
    const plain = plainText(value).toLowerCase();
    const found = options.find((option) => option.toLowerCase() === plain);
    return found ?? fail(context, `must be one of ${options.join(', ')}`);
  });
  return variableOf<T>(name, parse, fallback, words);
}

export interface UrlRule {
  /** The protocols without colon, e.g. `['https', 'http']`. */
  readonly protocols: readonly string[];
}

export function url(
  name: string,
  fallback: string,
  rule: UrlRule,
  words: VariableWords,
): Variable<string>;
export function url(
  name: string,
  fallback: undefined,
  rule: UrlRule,
  words: VariableWords,
): Variable<string | undefined>;
export function url(
  name: string,
  fallback: string | undefined,
  rule: UrlRule,
  words: VariableWords,
): Variable<string> | Variable<string | undefined> {
  const parse = z.string().transform((value, context) => {
    const plain = plainText(value);
    const parsed = parseUrl(plain);
    if (!parsed || !rule.protocols.includes(parsed.protocol.slice(0, -1))) {
      return fail(
        context,
        `must be an address that begins with ${rule.protocols.join(':// or ')}://`,
      );
    }
    return plain;
  });
  return variableOf<string | undefined>(name, parse, fallback, words);
}

/** The values of one member of a family, by the last part of their names. */
export interface FamilyMember {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Variables with a name part chosen by the operator: `PREFIX_<NAME>_SUFFIX`. Members are sorted by name; empty values
 * are absent.
 */
export function family(
  prefix: string,
  suffixes: readonly string[],
  words: VariableWords,
): Variable<readonly FamilyMember[]> {
  const members = new RegExp(`^${prefix}_([A-Z0-9]+(?:_[A-Z0-9]+)*)_(${suffixes.join('|')})$`);
  const parse = z.string().transform((value) => {
    const found = new Map<string, Record<string, string>>();
    for (const [full, text] of Object.entries(JSON.parse(value) as Record<string, string>)) {
      const [, name = '', suffix = ''] = members.exec(full) ?? [];
      found.set(name, { ...found.get(name), [suffix]: text.trim() });
    }
    return [...found].sort().map(([name, values]) => ({ name, values }));
  });
  const name = `${prefix}_<NAME>_${suffixes.join('|')}`;
  const made = variableOf<readonly FamilyMember[]>(name, parse, [], {
    fallbackText: '(none)',
    ...words,
  });
  return { ...made, members };
}

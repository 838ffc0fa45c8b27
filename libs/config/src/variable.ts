import { z } from 'zod';
import { parseUrl } from '#libs/kernel';
import { withoutRemark } from './dotenv/characters.js';

/** What is stated once about an environment variable: parsing, default, and the words of its documentation. */
export interface Variable<T> {
  /** The name in the environment. */
  readonly name: string;
  /** Parses the text; its messages must never repeat the value. */
  readonly parse: z.ZodType<T, string>;
  /** Used when the variable is absent or empty; `undefined` in `T` means that it has none. */
  readonly fallback: T;
  /** How the default reads in the documentation, when it is not simply the value. */
  readonly fallbackText: string | undefined;
  readonly unit: string | undefined;
  /** One sentence. */
  readonly description: string;
  /** Its value is never shown, not even in `explain`. */
  readonly secret: boolean;
  /** Written into `.env.example` instead of the default. */
  readonly example: string | undefined;
  /** The example is not a comment there: the operator who copies the file must replace it. */
  readonly isToBeReplaced?: boolean;
  /** Other names that are read when `name` is absent. */
  readonly aliases: readonly string[];
  /** The real names, when `name` stands for a family of them; their texts are parsed together, as JSON. */
  readonly members?: RegExp;
  /** Answers its text from the whole environment, when it takes more than its own name; `parse` is given the answer. */
  readonly gather?: (environment: Environment) => string | undefined;
  /** Whether it is looked at beside what else is set; absent: always. */
  readonly isRead?: (isSet: (name: string) => boolean) => boolean;
  /** What the operator should know although nothing is wrong; printed at start. */
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

/** A variable of any kind, for those that need a parser of their own. */
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

/** A value without the remark behind it that the original's `.env` has (`3600  # 1 hour`), and without blanks around. */
export const plainText = (text: string): string => withoutRemark(text).trim();

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

/** `true/false`, `1/0`, `yes/no`, `on/off`, `t/f`, `y/n` in any case, as Python programs read them. */
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

/** One of a few words, compared without regard to case. */
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
  /** Without the colon, e.g. `['https', 'http']`. */
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

/** What is set for one member of a family: its texts by the last part of their names. */
export interface FamilyMember {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Variables whose names have a part that the operator chooses: `PREFIX_<NAME>_SUFFIX`. Members are sorted
 * by name; what is empty is absent.
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

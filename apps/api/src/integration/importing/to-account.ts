import { isPersonName, normaliseEmail, startsWithDay } from '#libs/kernel';
import { findLanguage, type Language } from '#libs/languages';
import type { UserEntity } from '#api/users';
import { parseStoredHash } from '#api/users/passwords';

/** A bcrypt hash that signing in can verify: `$2a$`, `$2b$`, `$2y$`, or one that Gatehouse itself has exported. */
export function isVerifiableHash(text: string): boolean {
  return parseStoredHash(text) !== null;
}

/** An account as an import writes it. */
export interface ImportedAccount extends Readonly<
  Pick<
    UserEntity,
    | 'email'
    | 'emailCanonical'
    | 'password'
    | 'firstName'
    | 'lastName'
    | 'isActive'
    | 'isEmailVerified'
    | 'lastLogin'
    | 'locale'
  >
> {
  /** Its id in the source; kept when no account here has it. */
  readonly wantedId?: string;
  /** `null`: the time of the import. */
  readonly createdAt: Date | null;
}

/** The fields of a file that are read; an export has `id`, too. */
export const ACCOUNT_FIELDS = [
  'email',
  'password_hash',
  'first_name',
  'last_name',
  'locale',
  'is_active',
  'is_email_verified',
  'created_at',
  'last_login',
] as const;

/** Names of the same fields in exports of other systems. */
const ALIASES: Readonly<Record<string, string>> = {
  password: 'password_hash',
  email_verified: 'is_email_verified',
};
const KNOWN = new Set<string>([...ACCOUNT_FIELDS, ...Object.keys(ALIASES), 'id', 'updated_at']);

/** Whether the import knows the field. */
export const isKnownField = (name: string): boolean => KNOWN.has(name);

type Fields = Readonly<Record<string, unknown>>;

const TRUE = new Set(['true', 't', 'yes', '1']);
const FALSE = new Set(['false', 'f', 'no', '0']);
/** The form of a language tag (RFC 5646). */
const LANGUAGE_TAG = /^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,8}$/i;
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Reads fields and collects problems. A message names the field and never its value, which may be a password. */
class FieldReader {
  readonly problems: string[] = [];

  constructor(private readonly fields: Fields) {}

  text(name: string): string | null {
    const value = this.fields[name];
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return value;
    this.problems.push(`${name} must be a text`);
    return null;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.fields[name];
    if (value === undefined || value === null || value === '') return fallback;
    const isPlain =
      typeof value === 'boolean' || typeof value === 'string' || value === 0 || value === 1;
    const word = isPlain ? String(value).trim().toLowerCase() : '';
    if (TRUE.has(word)) return true;
    if (!FALSE.has(word)) this.problems.push(`${name} must be true or false`);
    return false;
  }

  time(name: string): Date | null {
    const text = this.text(name);
    if (text === null) return null;
    const time = TIME.test(text) && startsWithDay(text) ? new Date(zoned(text)) : null;
    if (time && !Number.isNaN(time.getTime())) return time;
    this.problems.push(`${name} must be a time such as 2026-01-31T12:00:00Z`);
    return null;
  }

  personName(name: string): string | null {
    const text = this.text(name);
    if (text === null || isPersonName(text)) return text;
    this.problems.push(`${name} must have 1 to 100 characters that print`);
    return null;
  }

  /** A language that we do not have is none: its account is not worth less. */
  language(name: string): Language | null {
    const text = this.text(name);
    if (text === null) return null;
    const tag = text.replaceAll('_', '-');
    if (LANGUAGE_TAG.test(tag)) return findLanguage(tag);
    this.problems.push(`${name} must be the tag of a language such as de or pt-BR`);
    return null;
  }

  hash(name: string): string | null {
    const text = this.text(name);
    if (text === null || isVerifiableHash(text)) return text;
    this.problems.push(`${name} must be a bcrypt hash ($2a$, $2b$ or $2y$) of a cost from 4 to 15`);
    return null;
  }
}

/** A time without a zone is UTC, whatever the zone of this machine. */
const zoned = (text: string): string => {
  const iso = text.replace(' ', 'T');
  return iso.includes('T') && !/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? `${iso}Z` : iso;
};

function withoutAliases(fields: Fields): Fields {
  const entries: [string, unknown][] = Object.entries(ALIASES).flatMap(([alias, name]) =>
    fields[alias] !== undefined && fields[name] === undefined
      ? [[name, fields[alias]] as const]
      : [],
  );
  return { ...fields, ...Object.fromEntries(entries) };
}

/** The account of a record, or all its problems. */
export function toAccount(given: Fields): ImportedAccount | { readonly problem: string } {
  const reader = new FieldReader(withoutAliases(given));
  const typed = reader.text('email');
  const address = typed === null ? null : normaliseEmail(typed);
  if (!address) reader.problems.push('email must be an e-mail address');
  const account = {
    email: address?.typed ?? '',
    emailCanonical: address?.canonical ?? '',
    password: reader.hash('password_hash'),
    firstName: reader.personName('first_name'),
    lastName: reader.personName('last_name'),
    locale: reader.language('locale'),
    isActive: reader.flag('is_active', true),
    isEmailVerified: reader.flag('is_email_verified', false),
    createdAt: reader.time('created_at'),
    lastLogin: reader.time('last_login'),
  };
  return reader.problems.length === 0 ? account : { problem: reader.problems.join('; ') };
}

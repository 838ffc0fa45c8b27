import type { ClientInfo } from '#libs/access';
import type { Identity } from '#api/users/identities';
import type { UserWithPassword } from '#api/users';

/** The user as a provider identified them, checked, in one form for all providers. */
export interface ProviderAnswer {
  /** The subject is unique within it: the issuer of OpenID Connect, or the provider's origin. */
  readonly issuer: string;
  /** Never changes and is never reused; not an address. */
  readonly subject: string;
  readonly email: string | null;
  /** Why the address is missing, where it is known: a sentence for the user. */
  readonly withoutEmail?: string;
  /** Whether the provider has verified the address. */
  readonly emailVerified: boolean;
  /** Whether it runs that mailbox or assigns addresses of its domain: only then is its verification as good as a mailed link. */
  readonly isAuthoritative: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly avatar: string | null;
  /** When the user signed in there, in seconds since the epoch; absent where the provider does not send it. */
  readonly authTime?: number;
  /** The tokens of the provider, as it issued them. */
  readonly tokens: Readonly<Record<string, unknown>>;
}

/** The request that a strategy sees of a flow, with the state that it stores. */
export interface FlowRequest {
  readonly method: 'GET';
  readonly query: Readonly<Record<string, string>>;
  readonly originalUrl: string;
  readonly protocol: string;
  readonly host: string;
  /** In the encrypted cookie of the flow. */
  readonly session: Record<string, unknown>;
  readonly flow: { readonly state: string; readonly nonce: string };
  /** The time limit for all calls of this request. */
  readonly deadline: AbortSignal;
}

const SUBJECT_MAX = 255;
const EMAIL_MAX = 254;
const AVATAR_MAX = 2048;

/** A text that the database accepts: no control characters, no lone surrogates. */
const isPlain = (text: string, max: number) =>
  text !== '' && text.length <= max && text.isWellFormed() && !/\p{Cc}/u.test(text);

/**
 * The answer within its limits. A subject is never truncated (OpenID Connect Core section 2 allows 255 characters); invalid
 * descriptive fields are left out.
 * @throws Error when the subject cannot be stored
 */
export function bounded(answer: ProviderAnswer): ProviderAnswer {
  if (!isPlain(answer.subject, SUBJECT_MAX))
    throw new Error('The subject is none that can be kept');
  const email = answer.email !== null && isPlain(answer.email, EMAIL_MAX) ? answer.email : null;
  const isShown = answer.avatar !== null && isPlain(answer.avatar, AVATAR_MAX);
  const emailVerified = email !== null && answer.emailVerified;
  return {
    ...answer,
    email,
    emailVerified,
    isAuthoritative: emailVerified && answer.isAuthoritative,
    avatar: isShown && /^https:\/\//.test(answer.avatar) ? answer.avatar : null,
  };
}

/** The text, or `null` for any other type that a provider may send. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** `auth_time` of an ID token. A value that is no number counts as long ago. */
export const toldAuthTime = (claim: unknown): { authTime?: number } =>
  claim === undefined ? {} : { authTime: typeof claim === 'number' ? claim : 0 };

/** The first word of a full name, and the rest. */
export function splitName(name: unknown): { firstName: string | null; lastName: string | null } {
  const [first = '', ...others] = (textOf(name) ?? '').trim().split(/\s+/);
  return { firstName: first || null, lastName: others.join(' ') || null };
}

/** The answer of a provider to a sign-in, and the client. */
export interface ProviderLogin {
  readonly provider: string;
  readonly answer: ProviderAnswer;
  readonly client: ClientInfo;
}

/** The account of an identity. */
export interface Recognised {
  readonly user: UserWithPassword;
  readonly identity: Identity;
}

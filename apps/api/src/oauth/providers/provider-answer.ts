/** Who somebody is by a provider's word; checked, whatever the provider's way of telling it. */
export interface ProviderAnswer {
  /** In whose name the subject is unique: the issuer of OpenID Connect, or the provider's origin. */
  readonly issuer: string;
  /** Never changes and is never given to somebody else; not an address. */
  readonly subject: string;
  readonly email: string | null;
  /** Why no address came, where it is known: a sentence for the person. */
  readonly withoutEmail?: string;
  /** Whether the provider vouches that the person reads this address's mail. */
  readonly emailVerified: boolean;
  /** Whether it runs that mailbox, or its domain is the provider's to give: only then is its word as good as a mailed link. */
  readonly isAuthoritative: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly avatar: string | null;
  /** When the person signed in there, seconds since the epoch; absent where the provider does not tell it. */
  readonly authTime?: number;
  /** The provider's own tokens, as it gave them. */
  readonly tokens: Readonly<Record<string, unknown>>;
}

/** What a strategy sees of a flow, and where it keeps what it needs at its end. */
export interface FlowRequest {
  readonly method: 'GET';
  readonly query: Readonly<Record<string, string>>;
  readonly originalUrl: string;
  readonly protocol: string;
  readonly host: string;
  /** Sealed into the flow's cookie. */
  readonly session: Record<string, unknown>;
  readonly flow: { readonly state: string; readonly nonce: string };
}

const SUBJECT_MAX = 255;
const EMAIL_MAX = 254;
const AVATAR_MAX = 2048;

/** A text that the database takes and that reads as it is written: no control characters, no half characters. */
const isPlain = (text: string, max: number) =>
  text !== '' && text.length <= max && text.isWellFormed() && !/\p{Cc}/u.test(text);

/**
 * The answer within its bounds. A subject is taken whole or not at all (OpenID Connect Core section 2 allows
 * 255 characters); what only describes is left out.
 * @throws Error when nobody could be known by this subject
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

/** Only what is a text: providers send numbers, objects and nothing. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** `auth_time` of an ID token. What is no number is a sign-in of long ago. */
export const toldAuthTime = (claim: unknown): { authTime?: number } =>
  claim === undefined ? {} : { authTime: typeof claim === 'number' ? claim : 0 };

/** Of a person's one name, the first word and the rest. */
export function splitName(name: unknown): { firstName: string | null; lastName: string | null } {
  const [first = '', ...others] = (textOf(name) ?? '').trim().split(/\s+/);
  return { firstName: first || null, lastName: others.join(' ') || null };
}

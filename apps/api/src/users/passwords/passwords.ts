import type { ClientInfo } from '#libs/access';

/** What may be said of a new password. */
export interface PasswordContext {
  /** The account's address, which the password may not contain. */
  readonly email: string;
}

/**
 * Who waits together. Each lane has its turn while others wait, so that a storm of strangers takes a third of the work at
 * least and leaves as much to those who are known (by a device of the account, a session or a mailed token) and to those
 * who have solved a challenge.
 */
const HASH_LANES = ['known', 'solved', 'stranger'] as const;
export type HashLane = (typeof HASH_LANES)[number];

/** For whom the work is done, so that the queue can be fair and drop what nobody waits for. */
export interface HashOptions {
  /** `stranger` when absent. */
  readonly lane?: HashLane;
  /**
   * The client's address. Within a lane each site (IPv4 /24, IPv6 /48) has its turn in rotation, and within it each
   * network and each address: none can fill the queue against the others. Absent: shares one turn with all that give none.
   */
  readonly source?: string;
  /** Aborted when the client has gone: the place in the queue is free again at once. */
  readonly signal?: AbortSignal;
}

/** What is hashed for the same name gets the same salt: one computation then compares a password with all of them. */
export interface NewHashOptions extends HashOptions {
  readonly saltOf?: string;
}

/** For a client: its address takes turns with others, and its place is given up when it has gone. */
export const hashOptionsOf = (
  { ip, gone, hasSolved }: ClientInfo,
  lane: HashLane = hasSolved ? 'solved' : 'stranger',
): HashOptions => ({ lane, source: ip, ...(gone && { signal: gone() }) });

/** The outcome of a comparison. */
export interface PasswordVerdict {
  readonly matches: boolean;
  /** The stored hash is of a lower cost or an imported form: hash the password anew and replace it. */
  readonly needsRehash: boolean;
  /** Of `others`, the hash that it matches; absent when it matches none. */
  readonly other?: string;
}

/** Hashing and rules of passwords. bcrypt runs off the event loop behind one bounded fair queue. */
export abstract class Passwords {
  /**
   * The contract's rules: 8 to 128 characters, not among the commonly used, without the address.
   * @throws AppError `PASSWORD_UNACCEPTABLE` with `errors` for the field `field`, whose codes are
   * `TOO_SHORT`, `TOO_LONG`, `TOO_COMMON`, `CONTAINS_EMAIL` and `INVALID_CHARACTERS`
   */
  abstract assertAcceptable(password: string, context: PasswordContext, field: string): void;

  /**
   * The form to store. Only for a password that was found acceptable.
   * @throws AppError `HASH_QUEUE_FULL`
   */
  abstract hash(password: string, options?: NewHashOptions): Promise<string>;

  /**
   * Compares in the same work whatever is stored: nothing (`null`: no account, or one without a password), a
   * hash of today's cost, a cheaper one, an imported one. Only a right password may take longer, by its rehash.
   * @param others compared in the same computation, as far as they have the salt of `hash`, or of the first of them when
   * `hash` is `null`
   * @throws AppError `HASH_QUEUE_FULL`
   */
  abstract verify(
    password: string,
    hash: string | null,
    options?: HashOptions,
    others?: readonly string[],
  ): Promise<PasswordVerdict>;
}

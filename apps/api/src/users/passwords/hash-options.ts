import type { ClientInfo } from '#libs/access';

/** What may be said of a new password. */
export interface PasswordContext {
  /** The account's address, which the password may not contain. */
  readonly email: string;
}

/**
 * The lanes of the queue. Each has its turn while others wait, so that a flood of unknown clients takes a third of the work
 * and leaves as much to known ones (by a device of the account, a session or a mailed token) and to those that have solved
 * a challenge.
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

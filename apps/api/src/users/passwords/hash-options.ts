import type { ClientInfo } from '#libs/access';

/** The account of a new password. */
export interface PasswordContext {
  /** The account's address, which the password may not contain. */
  readonly email: string;
}

/**
 * The lanes of the queue, served in rotation: a flood of unknown clients takes a third of the work and leaves as much to
 * known ones (by a device of the account, a session or a mailed token) and to those that have solved a challenge.
 */
const HASH_LANES = ['known', 'solved', 'stranger'] as const;
export type HashLane = (typeof HASH_LANES)[number];

/** The client of a job, so that the queue is fair and drops jobs whose client has disconnected. */
export interface HashOptions {
  /** `stranger` when absent. */
  readonly lane?: HashLane;
  /**
   * The client's address. Within a lane the sites (IPv4 /24, IPv6 /48) are served in rotation, and within a site its
   * networks and addresses: none can fill the queue against the others. Jobs without an address share one turn.
   */
  readonly source?: string;
  /** Aborted when the client disconnects: its place in the queue is free at once. */
  readonly signal?: AbortSignal;
}

/** Hashes for the same name have the same salt: one computation compares a password with all of them. */
export interface NewHashOptions extends HashOptions {
  readonly saltOf?: string;
}

/** For a client: by its address, and with the signal of its connection. */
export const hashOptionsOf = (
  { ip, gone, hasSolved }: ClientInfo,
  lane: HashLane = hasSolved ? 'solved' : 'stranger',
): HashOptions => ({ lane, source: ip, ...(gone && { signal: gone() }) });

/** The outcome of a comparison. */
export interface PasswordVerdict {
  readonly matches: boolean;
  /** The stored hash has a lower cost or an imported form: hash the password again and replace it. */
  readonly needsRehash: boolean;
  /** The hash among `others` that the password matches, if any. */
  readonly other?: string;
}

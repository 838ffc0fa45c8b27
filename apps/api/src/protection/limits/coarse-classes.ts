import type { RateClassName } from '#libs/access';

/**
 * How the requests of each class are counted. `exactly`: the limit keeps somebody from a secret that can be guessed, or
 * from mailboxes; the instances count together, one step for each request. `coarsely`: it protects the server's work;
 * each instance counts in its memory and exchanges its counts with the others several times a second.
 *
 * Bad access tokens and application tokens are counted by address in the classes `read`, `write` and `validate`: no number
 * of tries finds a signature or 256 random bits, so that this limit protects work too. Class `token` stays exact, with
 * what it counts of bad mailed tokens and codes.
 */
const COUNTED: Readonly<Record<RateClassName, 'exactly' | 'coarsely'>> = {
  login: 'exactly',
  register: 'exactly',
  mail: 'exactly',
  token: 'exactly',
  read: 'coarsely',
  write: 'coarsely',
  validate: 'coarsely',
  none: 'coarsely',
};

export const isCoarse = (rateClass: RateClassName): boolean => COUNTED[rateClass] === 'coarsely';

import { newId } from '#libs/kernel';
import type { FakeProvider } from './fake-provider.js';

/** The providers with a name of their own, and a configured one. */
export const EVERY_PROVIDER = [
  'google',
  'microsoft',
  'discord',
  'github',
  'apple',
  'facebook',
  'acme',
] as const;

/** The data of a user that every provider answers. */
export interface Persona {
  readonly email?: string;
  /** The value of the verification claim of the provider; `true` by default. */
  readonly isVouchedFor?: unknown;
  readonly firstName?: string;
  readonly lastName?: string;
  /** Further claims of the ID token. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

let count = 0;

/** Sets the user at the provider, whichever it imitates. Facebook has no claim for the verification. */
export function appear(provider: FakeProvider, persona: Persona): void {
  const { email, isVouchedFor, firstName, lastName, claims } = { isVouchedFor: true, ...persona };
  count += 1;
  const id = `${process.pid}${String(count).padStart(6, '0')}`;
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ') || null;
  provider.person = {
    ...{ sub: `persona-${id}`, tid: newId(), oid: newId(), email },
    ...{ email_verified: isVouchedFor, xms_edov: isVouchedFor },
    ...{ given_name: firstName, family_name: lastName },
    ...claims,
  };
  provider.profiles = {
    '/discord/users/@me': { id, email, verified: isVouchedFor, global_name: name },
    '/github/user': { id: Number(id), name },
    '/github/user/emails': [{ email, primary: true, verified: isVouchedFor }],
    '/facebook/me': { id, email, first_name: firstName, last_name: lastName },
  };
}

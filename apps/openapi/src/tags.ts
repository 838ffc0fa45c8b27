import type { Tag } from './openapi-types.js';

/** In the order for a new reader: accounts, permissions, services, operation. */
const TAGS: readonly Tag[] = [
  {
    name: 'Registration',
    description: 'An account begins: registering and confirming the address.',
  },
  { name: 'Sign-in', description: 'Signing in, refreshing tokens and signing out.' },
  { name: 'Profile', description: 'The account of the signed-in user.' },
  { name: 'Password', description: 'A new password by a mailed link, for users who lost theirs.' },
  { name: 'Sessions', description: 'Where the signed-in user is signed in, and how to end it.' },
  {
    name: 'Devices',
    description: 'Devices that the account knows, and answers to unusual sign-ins.',
  },
  {
    name: 'Second factors',
    description: 'Authenticator apps, passkeys and recovery codes of the signed-in user.',
  },
  {
    name: 'Fresh proofs',
    description:
      'Proofs for acts that cannot be undone or that make a credential; each is good once.',
  },
  {
    name: 'Passkeys',
    description: 'Passkeys of the signed-in user, and the pages on which they are used.',
  },
  {
    name: 'Step-up',
    description:
      'Authentication again within a session, for what needs a recent one or a second factor.',
  },
  {
    name: 'Sign-in by providers',
    description: 'Signing in by Google, GitHub and other providers.',
  },
  {
    name: 'Linked providers',
    description: 'Providers that the account can be signed in with, and merging two accounts.',
  },
  { name: 'Services', description: 'The services that hold roles, permissions and tokens.' },
  { name: 'Permissions', description: 'What may be done in a service.' },
  { name: 'Roles', description: 'Named sets of permissions of a service.' },
  { name: 'Assignments', description: 'Which user holds which role, and what follows from it.' },
  {
    name: 'Organizations',
    description: 'Organizations as trees of units, with their members and owners.',
  },
  {
    name: 'Roles at units',
    description: 'Roles that users or units hold at a unit of an organization, and so below it.',
  },
  {
    name: 'Application tokens',
    description: 'Credentials of services: making, rotating, revoking and checking them.',
  },
  { name: 'Callers', description: 'Which services may call a service, and with which scopes.' },
  { name: 'Guard', description: 'What `@gatehouse/guard` asks; see docs/guard-protocol.md.' },
  { name: 'Users', description: 'All accounts, for administrators.' },
  { name: 'Audit', description: 'What happened, for administrators.' },
  { name: 'Keys', description: 'Public keys to verify access tokens with.' },
  {
    name: 'Pages',
    description: 'Pages for persons with a browser: signing in, the own account, mailed links.',
  },
  { name: 'Operation', description: 'Health and metrics, for operators.' },
  {
    name: 'Development',
    description: 'Mails of a server that has no mail server; never in production.',
  },
];

/** The used tags, each with its description; an unknown tag is described by its name. */
export function describeTags(used: ReadonlySet<string>): Tag[] {
  const known = TAGS.filter(({ name }) => used.has(name));
  const names = new Set(known.map(({ name }) => name));
  const others = [...used].filter((name) => !names.has(name)).sort();
  return [...known, ...others.map((name) => ({ name, description: `${name}.` }))];
}

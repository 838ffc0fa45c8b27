import { toUser, type User } from '#api/users';

const stateOf = ({ isActive, isEmailVerified }: User): string =>
  [isActive ? 'active' : 'inactive', isEmailVerified ? 'verified' : 'unverified'].join(' ');

const nameOf = ({ firstName, lastName }: User): string =>
  [firstName, lastName].filter((part) => part !== null).join(' ');

/** One account a line, in columns that `cut` and `awk` can split. */
export const toLine = (user: User): string => `${user.id}  ${stateOf(user)}  ${user.email}`;

export const toJsonText = (user: User): string => JSON.stringify(toUser(user), null, 2);

/** All visible properties of an account. */
export function toDetails(user: User): string {
  const lines = {
    id: user.id,
    email: user.email,
    name: nameOf(user),
    state: stateOf(user),
    created: user.createdAt.toISOString(),
    'last login': user.lastLogin?.toISOString() ?? 'never',
  };
  return Object.entries(lines)
    .map(([label, value]) => `${label.padEnd(11)}${value}`.trimEnd())
    .join('\n');
}

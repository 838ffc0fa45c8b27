import { AppError } from '#libs/kernel';
import type { NamedOrganization } from './sole-owners.store.js';

/** How many organizations the sentence names. */
const NAMED = 3;

/** An account that is the only owner of organizations. @param all the first of them, as many as are told */
export const soleOwner = (all: readonly NamedOrganization[]) =>
  new AppError('LAST_OWNER', {
    detail: `The account is the only active owner of ${namesOf(all)}: transfer the ownership or delete the organization first`,
    params: { organizations: all.map(({ id, name }) => ({ id, name })) },
  });

function namesOf(all: readonly NamedOrganization[]): string {
  const names = all.slice(0, NAMED).map(({ name }) => name);
  return all.length > NAMED ? `${names.join(', ')} and others` : names.join(', ');
}

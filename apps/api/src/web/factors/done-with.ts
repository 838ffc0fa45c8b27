import type { PagePath } from '../visits/visits.service.js';

/** The page of the factors, which says what was done. */
export const doneWith = (
  path: PagePath,
  done: 'renamed' | 'removed' | 'authenticator' | 'passkey',
): PagePath => `${path}${path.includes('?') ? '&' : '?'}done=${done}`;

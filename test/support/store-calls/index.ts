import { accessCalls } from './access.js';
import { accountCalls } from './accounts.js';
import { factorCalls } from './factors.js';
import { importCalls } from './imports.js';
import { organizationCalls } from './organizations.js';
import { passkeyCalls } from './passkeys.js';
import { sessionCalls } from './sessions.js';
import type { StoreCall } from './store-call.js';
import { trailCalls } from './trail.js';
import { unitRoleCalls } from './units-held.js';
import { unitCalls } from './units.js';
import { workCalls } from './work.js';

/** Calls of every method of every store, of some with several sets of arguments. */
export const STORE_CALLS: readonly StoreCall[] = [
  ...accessCalls,
  ...accountCalls,
  ...factorCalls,
  ...importCalls,
  ...organizationCalls,
  ...passkeyCalls,
  ...sessionCalls,
  ...trailCalls,
  ...unitRoleCalls,
  ...unitCalls,
  ...workCalls,
];

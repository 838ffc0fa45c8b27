import type { Unit } from '#api/platform/changes';
import type { Ledger } from './ledger.js';
import type { Original } from './original.js';

/** The context of one import, which is one transaction. */
export interface FlaskRun {
  readonly unit: Unit;
  readonly original: Original;
  readonly ledger: Ledger;
  readonly now: Date;
  /** Microsoft identifies users within a tenant; the original stored only the user's id. */
  readonly microsoftTenant: string | null;
}

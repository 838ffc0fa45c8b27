import type { Unit } from '#api/platform/changes';
import type { Ledger } from './ledger.js';
import type { Original } from './original.js';

/** One import under way: everything in one transaction. */
export interface FlaskRun {
  readonly unit: Unit;
  readonly original: Original;
  readonly ledger: Ledger;
  readonly now: Date;
  /** Microsoft names people within a tenant; the original kept only the person. */
  readonly microsoftTenant: string | null;
}

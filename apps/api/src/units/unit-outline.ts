import type { UnitRow } from './unit.js';

/** An organization, with how much it has. */
export type OrganizationOutline = UnitRow & {
  readonly unitCount: number;
  readonly memberCount: number;
  readonly ownerCount: number;
};

/** A unit in the outline of a tree. */
export type OutlinedUnit = UnitRow & {
  /** 0 for the unit that was asked for. */
  readonly depth: number;
  readonly memberCount: number;
  /** Roles that are held at the unit: by users, and by the unit. */
  readonly roleCount: number;
};

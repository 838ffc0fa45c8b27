import { IsOptional, IsUUID } from 'class-validator';

/** A role that is held at a unit, and so in every unit below it. */
export class UnitRoleDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d88' */
  id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  unit_id!: string;

  /** @example 'Germany' */
  unit_name!: string;

  /** Who holds it; `null`: the unit, and so every member of it and of the units below it. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string | null;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example 'orders' */
  service_name!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  role_id!: string;

  /** @example 'editor' */
  role_name!: string;

  /** @example '2026-11-23T10:15:30.000Z' */
  created_at!: string;
}

export class UnitRoleListDto {
  /** @example true */
  success!: true;

  roles!: UnitRoleDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class GrantUnitRoleDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  @IsUUID()
  role_id!: string;

  /**
   * A member of the organization. Without it the unit holds the role.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77'
   */
  @IsOptional()
  @IsUUID()
  user_id?: string;
}

export class UnitRoleWrittenDto {
  /** @example true */
  success!: true;

  /** @example 'Role assigned successfully' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d88' */
  assignment_id!: string;
}

export class AtUnitQuery {
  /** The organization or unit that is asked about; without it what counts everywhere. */
  @IsOptional()
  @IsUUID()
  unit_id?: string;
}

import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { GuardPermissionsDto } from './guard.dto.js';

export class RoleAtUnitsDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  id!: string;

  /** @example 'editor' */
  name!: string;

  /** Sorted. @example ['orders:read', 'orders:write'] */
  permissions!: string[];

  /** Whether it counts in sessions with two factors only. @example false */
  requires_mfa!: boolean;
}

export class DecidingUnitDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22' */
  id!: string;

  /** Which of `unit_roles` are held at it; none at a unit of which the user is a member alone. @example [0] */
  roles!: number[];
}

export class GuardPermissionsAtUnitsDto extends GuardPermissionsDto {
  /** With `units=true`, on the first page. */
  unit_roles?: RoleAtUnitsDto[];

  /** With `units=true`: the units that decide about the user, by id. */
  units?: DecidingUnitDto[];

  /** With `units=true`: what to ask for the next page with; `null` on the last one. @example null */
  next_cursor?: string | null;
}

const MOST_IDS = 100;
const ID_MAX_CHARACTERS = 100;

export class GuardUnitsQuery {
  /**
   * The ids of 1 to 100 units, divided by commas.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22,019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d33'
   */
  @IsString()
  @MaxLength(10_100)
  @Matches(
    new RegExp(`^[^,]{1,${ID_MAX_CHARACTERS}}(,[^,]{1,${ID_MAX_CHARACTERS}}){0,${MOST_IDS - 1}}$`),
    {
      message: `ids must be 1 to ${MOST_IDS} ids of at most ${ID_MAX_CHARACTERS} characters, divided by commas`,
    },
  )
  ids!: string;
}

export class UnitPathDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22' */
  id!: string;

  /** The unit itself, its parent, and so on to the organization. @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22', '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d11'] */
  path!: string[];
}

export class UnitPathsDto {
  /** @example true */
  success!: true;

  /** Those that exist. */
  units!: UnitPathDto[];
}

export class GuardUnitsWhereQuery {
  /**
   * The user's id.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77'
   */
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  user!: string;

  /** @example 'orders:read' */
  @IsString()
  @MinLength(1)
  @MaxLength(255)
  permission!: string;

  /** The level of the session: what counts with two factors only is left out at `aal1`. @example 'aal1' */
  @IsOptional()
  @IsIn(['aal1', 'aal2'])
  acr?: 'aal1' | 'aal2';

  /** How many units a page has. @example 1000 */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit?: number;

  /** `next_cursor` of the page before. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22' */
  @IsOptional()
  @IsUUID(undefined, { message: 'cursor must be the next_cursor of the page before' })
  cursor?: string;
}

export class UnitsWhereDto {
  /** @example true */
  success!: true;

  /** Whether the permission is held without a unit; `units` is then empty. @example false */
  everywhere!: boolean;

  /** The units at which it is held, at themselves or above them, by id. @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d22'] */
  units!: string[];

  /** What to ask for the next page with; `null` on the last one. @example null */
  next_cursor!: string | null;
}

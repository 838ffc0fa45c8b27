import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
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
import { PageQuery } from '#libs/paging';
import { IsNamed } from '#api/platform/http';
import { IsSlug } from '../is-slug.js';

/** An organization, or a unit of one. */
export class UnitDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e11' */
  id!: string;

  /** The organization that it belongs to; its own id for the organization itself. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e10' */
  organization_id!: string;

  /** `null` for the organization itself. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e10' */
  parent_id!: string | null;

  /** @example 'Germany' */
  name!: string;

  /** Unique among the units of one parent, and among the organizations. @example 'germany' */
  slug!: string;

  /** @example '2026-12-01T10:15:30.000Z' */
  created_at!: string;

  /** @example '2026-12-01T10:15:30.000Z' */
  updated_at!: string;
}

export class UnitBelowDto extends UnitDto {
  /** How many levels it is below the unit that was asked for. @example 1 */
  distance!: number;
}

export class UnitAnswerDto {
  /** @example true */
  success!: true;

  /** @example 'Unit created successfully' */
  message!: string;

  organization!: UnitDto;
}

export class UnitListDto {
  /** @example true */
  success!: true;

  organizations!: UnitDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

/** An organization that the caller belongs to. */
export class OwnOrganizationDto extends UnitDto {
  /** Whether the caller manages it. `false`, too, for organizations of which the caller is no member. @example true */
  is_owner!: boolean;

  /** The units of which the caller is a member; the first 100. @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e11'] */
  unit_ids!: string[];
}

export class OrganizationListDto {
  /** @example true */
  success!: true;

  organizations!: OwnOrganizationDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class UnitWithTreeDto {
  /** @example true */
  success!: true;

  organization!: UnitDto;

  /** The unit and those above it, from the unit itself to the organization. */
  path!: UnitDto[];

  /** Those below it, level by level. */
  units!: UnitBelowDto[];

  /** `true` when there are more than 1000: ask for fewer levels, or for the units below one of them. @example false */
  truncated!: boolean;
}

export class OrganizationsQuery extends PageQuery {
  /** `true` lists all organizations; needs `organization:read`. */
  @IsOptional()
  @IsIn(['true', 'false'])
  all?: 'true' | 'false';

  /**
   * Only organizations whose name or slug begins so.
   * @example 'acme'
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  search?: string;
}

/** Accepts decimal digits only. */
const toLevels = ({ value }: { readonly value: unknown }): unknown =>
  typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value;

export class TreeQuery {
  /**
   * How many levels below the unit are shown, 0 to 32; 2 if it is not given.
   * @example 2
   */
  @IsOptional()
  @Transform(toLevels)
  @IsInt()
  @Min(0)
  @Max(32)
  depth?: number;
}

export class CreateOrganizationDto {
  /** @example 'Germany' */
  @IsNamed()
  name!: string;

  /**
   * Made from the name if it is not given, with a number if that one is taken.
   * @example 'germany'
   */
  @IsOptional()
  @IsSlug()
  slug?: string;

  /**
   * The unit above. Without it an organization is made.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e10'
   */
  @IsOptional()
  @IsUUID('all')
  parent_id?: string;

  /**
   * Who owns the new organization, if it is not the caller; needs `organization:write` and no `parent_id`.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77'
   */
  @IsOptional()
  @IsUUID('all')
  owner_id?: string;
}

export class UpdateOrganizationDto {
  /** @example 'Germany' */
  @IsOptional()
  @IsNamed()
  name?: string;

  /** @example 'germany' */
  @IsOptional()
  @IsSlug()
  slug?: string;
}

export class MoveUnitDto {
  /** The new unit above, in the same organization. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e12' */
  @IsUUID('all')
  parent_id!: string;
}

export class MoveQuery {
  /** `true` answers what would happen and changes nothing. */
  @IsOptional()
  @IsIn(['true', 'false'])
  dry_run?: 'true' | 'false';
}

/** Done, and not only previewed. */
export class UnitMovedDto extends UnitAnswerDto {
  /** Absent: it was done. */
  @ApiPropertyOptional({ enum: [false] })
  dry_run?: false;
}

/** What a user would gain and lose in a service, at a unit and in those below it. */
export class UnitMoveEffectDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e11' */
  unit_id!: string;

  /** In every session. @example ['orders:write'] */
  gains!: string[];

  /** In sessions with one factor. @example [] */
  loses!: string[];

  /** In sessions with two factors. @example ['orders:write'] */
  aal2_gains!: string[];

  /** In sessions with two factors, and so in every session. @example [] */
  aal2_loses!: string[];
}

export class UnitMovePreviewDto {
  /** @example true */
  success!: true;

  /** @example 'Nothing was changed' */
  message!: string;

  /** @example true */
  @ApiProperty({ enum: [true] })
  dry_run!: true;

  /** The unit that would move. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e11' */
  organization_id!: string;

  /** `true` when more users may be concerned than were looked at. @example false */
  truncated!: boolean;

  /** Only users for whom something changes. */
  effects!: UnitMoveEffectDto[];
}

export class DeleteUnitQuery {
  /**
   * The `count` of what hangs on the unit, as the refusal without it says.
   * @example '17'
   */
  @IsOptional()
  @Matches(/^\d{1,9}$/, { message: 'force must be the count of what hangs on the unit' })
  force?: string;
}

export class OrganizationDoneDto {
  /** @example true */
  success!: true;

  /** @example 'Done' */
  message!: string;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { IsDescribed, IsFlag, IsNamed } from '#api/platform/http';
import { ServiceDto } from '#api/services';

export class RolePermissionDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d55' */
  id!: string;

  /** @example 'orders:write' */
  name!: string;

  /** @example 'Create and change orders' */
  description!: string | null;
}

/** A named set of permissions within one service. */
export class RoleDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  id!: string;

  /** @example 'editor' */
  name!: string;

  /** @example 'Edits orders' */
  description!: string | null;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** A default role cannot be deleted. @example false */
  is_default!: boolean;

  /** Its permissions count only in sessions with two factors (`acr` `aal2`). @example false */
  requires_mfa!: boolean;

  permissions!: RolePermissionDto[];
}

export class RoleListDto {
  /** @example true */
  success!: true;

  roles!: RoleDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class CreateRoleDto {
  /**
   * Unique within the service; compared without regard to case and white space.
   * @example 'editor'
   */
  @IsNamed()
  name!: string;

  /** @example 'Edits orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;

  /**
   * Ids or names of permissions of the service, or of the built-in `role:*` and `token:*`.
   * @example ['orders:read', 'orders:write']
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  permissions?: string[];

  /** Its permissions count only in sessions with two factors (`acr` `aal2`). @example true */
  @IsFlag()
  requires_mfa?: boolean;
}

export class UpdateRoleDto {
  /** @example 'editor' */
  @IsOptional()
  @IsNamed()
  name?: string;

  /** @example 'Edits orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;

  /**
   * Ids or names; replaces the whole set.
   * @example ['orders:read']
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  permissions?: string[];

  /**
   * Whether its permissions count only in sessions with two factors (`acr` `aal2`). Clearing it needs what assigning the role
   * needs.
   * @example true
   */
  @IsFlag()
  requires_mfa?: boolean;
}

export class RoleWrittenDto {
  /** @example true */
  success!: true;

  /** @example 'Role created successfully' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  role_id!: string;
}

/** What a user would gain and lose. */
export class RoleEffectDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;

  /** At this unit and below it; absent: everywhere. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  unit_id?: string;

  /** In every session. @example ['orders:write'] */
  gains!: string[];

  /** In sessions with one factor. @example [] */
  loses!: string[];

  /** In sessions with two factors. @example ['orders:write'] */
  aal2_gains!: string[];

  /** In sessions with two factors, and so in every session. @example [] */
  aal2_loses!: string[];
}

export class RolePreviewDto {
  /** @example true */
  success!: true;

  /** @example 'Nothing was changed' */
  message!: string;

  /** @example true */
  @ApiProperty({ enum: [true] })
  dry_run!: true;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  role_id!: string;

  /** `true` when the role has more than 10,000 holders: only the first of them were looked at. @example false */
  truncated!: boolean;

  /** Only users for whom something changes. */
  effects!: RoleEffectDto[];
}

export class DoneDto {
  /** @example true */
  success!: true;

  /** @example 'Done' */
  message!: string;
}

/** Done, and not only previewed. */
export class RoleUpdatedDto extends RoleWrittenDto {
  /** Absent: it was done. */
  @ApiPropertyOptional({ enum: [false] })
  dry_run?: false;
}

/** Done, and not only previewed. */
export class RoleRemovedDto extends DoneDto {
  /** Absent: it was done. */
  @ApiPropertyOptional({ enum: [false] })
  dry_run?: false;
}

/** A user holds a role in a service. */
export class AssignmentDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d88' */
  id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  role_id!: string;

  /** @example 'editor' */
  role_name!: string;

  /** @example '2026-11-23T10:15:30.000Z' */
  created_at!: string;
}

export class AssignmentListDto {
  /** @example true */
  success!: true;

  roles!: AssignmentDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class ServiceOfUserDto extends ServiceDto {
  /** The names of the roles held there. @example ['editor'] */
  roles!: string[];
}

export class ServicesOfUserDto {
  /** @example true */
  success!: true;

  services!: ServiceOfUserDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class DryRunQuery {
  /** `true` answers what would happen and changes nothing. */
  @IsOptional()
  @IsIn(['true', 'false'])
  dry_run?: 'true' | 'false';
}

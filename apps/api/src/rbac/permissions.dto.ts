import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, IsUUID, IsString, Length } from 'class-validator';
import { PageQuery } from '#libs/paging';
import { IsDescribed, IsNamed } from '#api/platform/http';

/** Something that may be done in a service. */
export class PermissionDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d55' */
  id!: string;

  /** @example 'orders:write' */
  name!: string;

  /** @example 'Create and change orders' */
  description!: string | null;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;
}

export class PermissionListDto {
  /** @example true */
  success!: true;

  permissions!: PermissionDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class PermissionsQuery extends PageQuery {
  /** Only those of this service. */
  @IsOptional()
  @IsUUID()
  service_id?: string;
}

export class CreatePermissionDto {
  /**
   * Unique within the service; `role:` and `token:` are reserved.
   * @example 'orders:write'
   */
  @IsNamed()
  name!: string;

  /** @example 'Create and change orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;
}

export class UpdatePermissionDto {
  /** @example 'orders:write' */
  @IsOptional()
  @IsNamed()
  name?: string;

  /** @example 'Create and change orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;
}

export class PermissionWrittenDto {
  /** @example true */
  success!: true;

  /** @example 'Permission created successfully' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d55' */
  permission_id!: string;
}

/** A unit of which a user is a member. */
export class MemberOfDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d98' */
  unit_id!: string;

  /** @example 'Berlin' */
  unit_name!: string;
}

/** A role through which a permission is held. */
export class PathDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  role_id!: string;

  /** @example 'editor' */
  role_name!: string;

  /** The service in which the role is held. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example 'orders' */
  service_name!: string;

  /** The role counts only in sessions with two factors (`acr` `aal2`). @example false */
  requires_mfa!: boolean;

  /** The unit at which the role is held; absent: it is held without one. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  unit_id?: string;

  /** @example 'Germany' */
  unit_name?: string;

  /** Present when the unit holds the role: the user is a member of this unit, which is that one or below it. */
  member_of?: MemberOfDto;
}

export class EffectivePermissionDto {
  /** @example 'orders:write' */
  name!: string;

  via!: PathDto[];
}

export class EffectivePermissionsDto {
  /** @example true */
  success!: true;

  /** Those that count in every session. */
  permissions!: EffectivePermissionDto[];

  /** Those that count in sessions with two factors only (`acr` `aal2`). */
  aal2_permissions!: EffectivePermissionDto[];
}

export class ExplainDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  @IsUUID()
  user_id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  @IsUUID()
  service_id!: string;

  /** @example 'orders:write' */
  @IsString()
  @Length(1, 100)
  permission!: string;

  /**
   * The organization or unit at which; without it what counts everywhere.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99'
   */
  @IsOptional()
  @IsUUID()
  unit_id?: string;
}

export class ExplanationDto {
  /** @example true */
  success!: true;

  /** In every session of the user. @example false */
  allowed!: boolean;

  /**
   * `aal2`: allowed in the user's sessions with two factors only; `null`: in all of them, or in none.
   * @example null
   */
  @ApiProperty({ enum: ['aal2', null], nullable: true })
  needs!: 'aal2' | null;

  /** @example 'The user has no role of orders that holds orders:write; these do: admin, editor.' */
  reason!: string;

  via!: PathDto[];
}

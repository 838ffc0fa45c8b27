import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsDescribed, IsFlag, IsNamed } from '#api/platform/http';
import { SCOPE, SCOPE_FORM } from '#api/app-tokens';

export class DeclaredPermissionDto {
  /** @example 'orders:read' */
  @IsNamed()
  name!: string;

  /** @example 'See orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;
}

export class DeclaredRoleDto {
  /** @example 'clerk' */
  @IsNamed()
  name!: string;

  /** @example 'Handles orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;

  /** @example ['orders:read'] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  permissions?: string[];

  /** @example false */
  @IsOptional()
  @IsBoolean()
  is_default?: boolean;

  /**
   * The permissions of a new role count only in sessions with two factors (`acr` `aal2`). An existing role keeps its own setting.
   * @example false
   */
  @IsFlag()
  requires_mfa?: boolean;
}

/** What a version of a service knows. */
export class ManifestDto {
  @IsArray()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => DeclaredPermissionDto)
  permissions!: DeclaredPermissionDto[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => DeclaredRoleDto)
  roles?: DeclaredRoleDto[];

  /**
   * The scopes of callers' application tokens that it relies on. From then on no other one is granted, so that a slip of the pen
   * is seen; absent: nothing is said of them.
   * @example ['orders:sync']
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  @Matches(SCOPE, { each: true, message: SCOPE_FORM })
  scopes?: string[];
}

export class ManifestQuery {
  /** `true` answers what would happen and changes nothing. */
  @IsOptional()
  @IsIn(['true', 'false'])
  dry_run?: 'true' | 'false';
}

export class OrphanDto {
  /** A permission of the service that the manifest does not name. @example 'orders:old' */
  name!: string;

  /** The roles that hold it. @example ['clerk'] */
  held_by!: string[];
}

export class DeclaredPermissionsResultDto {
  /** @example ['orders:write'] */
  created!: string[];

  /** Those with another description than before. @example [] */
  updated!: string[];

  /** @example ['orders:read'] */
  unchanged!: string[];

  orphaned!: OrphanDto[];
}

export class DeclaredRolesResultDto {
  /** @example ['clerk'] */
  created!: string[];

  /** Those that got permissions made by this call. @example [] */
  extended!: string[];

  /** @example [] */
  unchanged!: string[];

  /**
   * Existing roles that do not require two factors although the manifest says so; they get nothing. An administrator sets
   * `requires_mfa`.
   * @example []
   */
  without_mfa!: string[];
}

export class OrphanedScopeDto {
  /** A scope that is granted and not named. @example 'orders:old' */
  name!: string;

  /** The services that hold it. @example ['billing'] */
  granted_to!: string[];
}

export class DeclaredScopesResultDto {
  /** @example ['orders:sync'] */
  created!: string[];

  /** @example [] */
  unchanged!: string[];

  /** Those that the manifest before named. @example [] */
  removed!: string[];

  orphaned!: OrphanedScopeDto[];
}

export class ManifestServiceDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example 'orders' */
  name!: string;
}

export class ManifestResultDto {
  /** @example true */
  success!: true;

  service!: ManifestServiceDto;

  /** @example false */
  dry_run!: boolean;

  permissions!: DeclaredPermissionsResultDto;

  roles!: DeclaredRolesResultDto;

  scopes!: DeclaredScopesResultDto;
}

export class KnownNamesDto {
  /** @example true */
  success!: true;

  service!: ManifestServiceDto;

  /** @example ['orders:read', 'orders:write'] */
  permissions!: string[];

  /** @example ['admin', 'clerk'] */
  roles!: string[];

  /** Those that its manifest has named. @example ['orders:sync'] */
  scopes!: string[];
}

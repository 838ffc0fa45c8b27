import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { IsDescribed, IsNamed } from '#api/services';

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
}

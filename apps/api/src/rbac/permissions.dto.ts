import { IsOptional, IsUUID } from 'class-validator';
import { IsDescribed, IsNamed } from '#api/platform/http';
import { PageQuery } from '#libs/paging';

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

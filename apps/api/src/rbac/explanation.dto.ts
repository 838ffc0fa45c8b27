import { IsString, IsUUID, Length } from 'class-validator';

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
}

export class EffectivePermissionDto {
  /** @example 'orders:write' */
  name!: string;

  via!: PathDto[];
}

export class EffectivePermissionsDto {
  /** @example true */
  success!: true;

  permissions!: EffectivePermissionDto[];
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
}

export class ExplanationDto {
  /** @example true */
  success!: true;

  /** @example false */
  allowed!: boolean;

  /** @example 'The user has no role of orders that holds orders:write; these do: admin, editor.' */
  reason!: string;

  via!: PathDto[];
}

import { IsString, MaxLength, MinLength } from 'class-validator';

export class GuardPermissionsQuery {
  /**
   * The user's id.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77'
   */
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  user!: string;
}

export class GuardServiceDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example 'orders' */
  name!: string;
}

export class GuardPermissionsDto {
  /** @example true */
  success!: true;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;

  service!: GuardServiceDto;

  /** @example ['orders:read', 'orders:write'] */
  permissions!: string[];

  /** @example ['clerk'] */
  roles!: string[];

  /** In the order of `roles`. @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66'] */
  role_ids!: string[];

  /** Changes whenever one of the lists does. @example '9f3c2ab41d07e655' */
  version!: string;
}

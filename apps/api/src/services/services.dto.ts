import { IsBoolean, IsOptional } from 'class-validator';
import { IsDescribed, IsNamed } from '#api/platform/http';

/** A microservice that users hold roles in. */
export class ServiceDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example 'orders' */
  name!: string;

  /** @example 'Takes and ships orders' */
  description!: string | null;

  /** @example true */
  is_active!: boolean;

  /** @example '2026-11-23T10:15:30.000Z' */
  created_at!: string;

  /** @example '2026-11-23T10:15:30.000Z' */
  updated_at!: string;
}

export class ServiceListDto {
  /** @example true */
  success!: true;

  services!: ServiceDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class CreateServiceDto {
  /**
   * Unique; compared without regard to case and white space.
   * @example 'orders'
   */
  @IsNamed()
  name!: string;

  /** @example 'Takes and ships orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;
}

export class UpdateServiceDto {
  /** @example 'orders' */
  @IsOptional()
  @IsNamed()
  name?: string;

  /** @example 'Takes and ships orders' */
  @IsOptional()
  @IsDescribed()
  description?: string | null;

  /**
   * An inactive service's roles and tokens count for nothing.
   * @example true
   */
  @IsOptional()
  @IsBoolean()
  is_active?: boolean;
}

export class ServiceWrittenDto {
  /** @example true */
  success!: true;

  /** @example 'Service created successfully' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;
}

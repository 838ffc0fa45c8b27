import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { IsNamed } from '#api/platform/http';
import { PageQuery } from '#libs/paging';
import { AreNetworks } from './networks.js';
import { SCOPE, SCOPE_FORM } from './scopes.js';

export class CreateTokenDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  @IsUUID()
  service_id!: string;

  /**
   * Unique within the service.
   * @example 'orders in production'
   */
  @IsNamed()
  name!: string;

  /**
   * 1 to 3650; absent, the token does not expire.
   * @example 90
   */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  expires_in_days?: number | null;

  /**
   * What the token may be used for (RFC 6749 section 3.3): at its own service as it stands, elsewhere as far as that service
   * grants it (`/api/roles/service/{service_id}/callers`); `manifest:write` is Gatehouse's own.
   * @example ['orders:ship']
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Matches(SCOPE, { each: true, message: SCOPE_FORM })
  scopes?: string[];

  /**
   * CIDR blocks that the token may be used from; absent or empty, from everywhere.
   * @example ['10.0.0.0/8']
   */
  @IsOptional()
  @AreNetworks()
  allowed_networks?: string[];
}

export class RotateTokenDto {
  /**
   * How long the token before goes on, at most 30 days; 0 ends it at once.
   * @example 3600
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(2_592_000)
  overlap_seconds?: number;
}

export class UsageQuery extends PageQuery {
  /**
   * How many days, today included; 1 to 366.
   * @example 30
   */
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 366, pattern: undefined })
  @IsOptional()
  @Matches(/^([1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])$/, {
    message: 'days must be a whole number from 1 to 366',
  })
  days?: string;
}

/** Shown once. */
export class MintedTokenDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  id!: string;

  /** @example 'gh_2Vb7cQkYx1nM0sT4uW8zA3dF6hJ9kL5pR7tX2vZ1bN4m0a1B2c' */
  token!: string;

  /** @example 'orders in production' */
  name!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example 'orders' */
  service_name!: string;

  /** @example '2027-02-21T10:15:30.000Z' */
  expires_at!: string | null;

  /** @example ['orders:ship'] */
  scopes!: string[];
}

export class TokenCreatedDto {
  /** @example true */
  success!: true;

  /** @example 'Token created successfully' */
  message!: string;

  token_data!: MintedTokenDto;
}

export class RotatedTokenDto extends MintedTokenDto {
  /** When the token before ends; `null` when it has ended. @example '2026-11-23T11:15:30.000Z' */
  previous_expires_at!: string | null;
}

export class TokenRotatedDto {
  /** @example true */
  success!: true;

  /** @example 'Token rotated successfully' */
  message!: string;

  token_data!: RotatedTokenDto;
}

export class ListedTokenDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  id!: string;

  /** @example 'orders in production' */
  name!: string;

  /** The first characters of the token. @example 'gh_2Vb7c' */
  prefix!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example 'orders' */
  service_name!: string;

  /** `false` when it was revoked. @example true */
  is_active!: boolean;

  /** @example '2027-02-21T10:15:30.000Z' */
  expires_at!: string | null;

  /** @example '2026-11-23T10:15:30.000Z' */
  created_at!: string;

  /** The user who made it; `null` for one that was moved in. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  created_by!: string | null;

  /** Whether that user is active; the token is good without them. `null` when nobody is known to have made it. @example true */
  created_by_active!: boolean | null;

  /** When it was last validated. @example '2026-11-23T10:20:00.000Z' */
  last_used!: string | null;

  /** How often it was validated. @example 1042 */
  use_count!: number;

  /** @example ['orders:ship'] */
  scopes!: string[];

  /** @example ['10.0.0.0/8'] */
  allowed_networks!: string[];
}

export class TokenListDto {
  /** @example true */
  success!: true;

  tokens!: ListedTokenDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class TokenDoneDto {
  /** @example true */
  success!: true;

  /** @example 'Token revoked successfully' */
  message!: string;
}

export class DayUseDto {
  /** UTC. @example '2026-11-23' */
  date!: string;

  /** @example 512 */
  use_count!: number;
}

export class TokenUsageDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  token_id!: string;

  /** @example 'orders in production' */
  name!: string;

  /** @example true */
  is_active!: boolean;

  /** @example '2026-11-23T10:20:00.000Z' */
  last_used!: string | null;

  /** Whole days since it was last used, or since it was made if it never was. @example 0 */
  unused_for_days!: number;

  /** @example 1042 */
  use_count!: number;

  days!: DayUseDto[];
}

export class ServiceDayUseDto {
  /** @example '2026-11-23' */
  date!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d11' */
  service_id!: string;

  /** @example 1042 */
  use_count!: number;
}

export class AllUsageDto {
  /** @example true */
  success!: true;

  /** The first day that was looked at, UTC. @example '2026-10-25' */
  from!: string;

  /** By day and service; days without any use are left out. */
  days!: ServiceDayUseDto[];
}

export class ServiceUsageDto {
  /** @example true */
  success!: true;

  /** The first day shown, UTC. @example '2026-10-25' */
  from!: string;

  tokens!: TokenUsageDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { Address } from './fields.js';
import type { FactorType, RecentFactor } from '#api/factors';
import type { Credential } from './credential.js';
import { FACTOR_TYPES } from './factor-fields.js';

export class ForgotPasswordDto {
  /** @example 'anna@example.org' */
  @Address()
  email!: string;
}

export class ResetPasswordDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;

  /**
   * The new password, 8 to 128 characters of any kind.
   * @example 'seven herons over the weir'
   */
  @IsString()
  password!: string;

  /**
   * Ids of the ways in to keep, of those that `ways-in` lists; what is not named goes. Ids of others are passed over.
   * @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44']
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID('all', { each: true })
  keep?: string[];
}

export class ResetTokenDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;
}

/** A way into the account that a reset looks at. */
export class WayInDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /**
   * A linked provider, or a device that is known.
   * @example 'identity'
   */
  kind!: 'identity' | 'device';

  /**
   * The provider, or a few words on the device.
   * @example 'google'
   */
  name!: string;

  /**
   * The address that the provider knows.
   * @example 'anna@example.org'
   */
  email!: string | null;

  /**
   * When it became a way into this account.
   * @example '2026-11-23T10:15:30.000Z'
   */
  added_at!: string;

  /**
   * From where.
   * @example '203.0.113.7'
   */
  ip!: string | null;

  /** @example '2026-11-23T10:15:30.000Z' */
  last_used_at!: string | null;

  /**
   * Whether `keep` may name it. A provider that was linked before the address was ever verified goes in any case.
   * @example true
   */
  keepable!: boolean;
}

/** A second factor that was added lately. */
export class RecentFactorDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d45' */
  id!: string;

  /** @example 'totp' */
  @ApiProperty({ enum: FACTOR_TYPES })
  type!: FactorType;

  /**
   * When it began to count.
   * @example '2026-11-23T10:15:30.000Z'
   */
  added_at!: string;

  /**
   * From where it was added.
   * @example '203.0.113.7'
   */
  ip!: string | null;
}

export class WaysInDto {
  /** @example true */
  success!: boolean;

  /** What a reset removes unless `keep` names it; the device that asks is not among them, and stays. */
  ways_in!: WayInDto[];

  /**
   * Second factors that were added within `review_days`. A reset removes none; the mail that follows it has a link that takes
   * back those of the last seven days.
   */
  factors!: RecentFactorDto[];

  /**
   * Linked providers count that were added within so many days.
   * @example 30
   */
  review_days!: number;
}

export class ResetDoneDto {
  /** @example true */
  success!: boolean;

  /** @example 'Password has been reset successfully' */
  message!: string;

  /** The ways into the account that went with it. */
  removed!: WayInDto[];

  /** Second factors that were added lately, and stay. */
  factors!: RecentFactorDto[];
}

export const toRecentFactor = (factor: RecentFactor): RecentFactorDto => ({
  id: factor.id,
  type: factor.type,
  added_at: factor.confirmedAt.toISOString(),
  ip: factor.madeFrom,
});

/** As the API shows it. */
export function toWayIn(credential: Credential): WayInDto {
  return {
    id: credential.id,
    kind: credential.kind,
    name: credential.name ?? 'unknown device',
    email: credential.email,
    added_at: credential.addedAt.toISOString(),
    ip: credential.from,
    last_used_at: credential.lastUsedAt?.toISOString() ?? null,
    keepable: credential.isKeepable,
  };
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, IsIn, ValidateIf } from 'class-validator';
import { acrOf, type Acr } from '#libs/access';
import type { FactorType } from '#api/factors';
import {
  FactorCode,
  FACTOR_TYPES,
  PasskeyResponse,
  SHOWN_TYPES,
  type ShownType,
} from './factor-fields.js';
import { CurrentPassword, Resource } from './fields.js';
import type { OfferedFactors } from './factor-offers.service.js';

export class StepUpDto {
  /**
   * What is shown.
   * @example 'totp'
   */
  @IsIn(SHOWN_TYPES)
  type!: 'password' | 'totp' | 'passkey' | 'recovery_codes';

  /**
   * For `password`.
   * @example 'velvet tram at midnight'
   */
  @ValidateIf(({ type }: { type?: ShownType }) => type === 'password')
  @CurrentPassword()
  password?: string;

  /**
   * For `totp` and `recovery_codes`.
   * @example '492039'
   */
  @FactorCode()
  code?: string;

  /** For `passkey`: what the browser answered to the options of `POST /api/auth/step-up/options`. */
  @PasskeyResponse()
  response?: Record<string, unknown>;

  /**
   * The session's present refresh token: only then the answer has a new one.
   * @example 'AZqy9GwefTqaUjwfDnuNRA.0.pHqghUIz1c3m8wV0o4rS8Kf8m0nYxQp1y5GdZk3bJtE'
   */
  @Allow()
  refresh_token?: string;

  /**
   * The name of the one service that the access token is for (RFC 8707), as in a refresh. Nothing: for whom the session was
   * begun.
   * @example 'orders'
   */
  @Resource()
  resource?: string;
}

export class SteppedUpDto {
  /** @example true */
  success!: boolean;

  /**
   * Says the new `acr`, `amr` and `auth_time`; use it instead of the old one.
   * @example 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjAxOWFiMmY0In0.eyJzdWIiOiIwMTlhYjJmNCJ9.c2ln'
   */
  access_token!: string;

  /**
   * Only when the request had the session's refresh token, which this one replaces.
   * @example 'AZqy9GwefTqaUjwfDnuNRA.1.pHqghUIz1c3m8wV0o4rS8Kf8m0nYxQp1y5GdZk3bJtE'
   */
  refresh_token?: string;

  /** @example 'Bearer' */
  token_type!: 'Bearer';

  /**
   * Seconds that the access token lives.
   * @example 3600
   */
  expires_in!: number;

  /**
   * The level of the session now.
   * @example 'aal2'
   */
  @ApiProperty({ enum: ['aal1', 'aal2'] })
  acr!: Acr;
}

export class OfferedFactorDto {
  /** @example '019ab2f4-0000-7000-8000-000000000000' */
  id!: string;

  /** @example 'passkey' */
  @ApiProperty({ enum: FACTOR_TYPES })
  type!: FactorType;

  /**
   * As its owner named it.
   * @example 'Work laptop'
   */
  name!: string;

  /**
   * Of a passkey: the options for `navigator.credentials.get()` (WebAuthn), the same for all of them; good for a few minutes,
   * once, for this.
   */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  options?: Record<string, unknown>;
}

export class StepUpOptionsDto {
  /** @example true */
  success!: boolean;

  /**
   * What `type` may be now; when there is none, sign in again.
   * @example ['password', 'totp']
   */
  @ApiProperty({ enum: SHOWN_TYPES, isArray: true })
  methods!: ShownType[];

  /** The factors of the account. */
  factors!: OfferedFactorDto[];
}

export class FactorOptionsDto {
  /** @example true */
  success!: boolean;

  /** The factors of the account; empty: it has no second factor. */
  factors!: OfferedFactorDto[];
}

export const toOfferedFactors = ({ factors, options }: OfferedFactors): OfferedFactorDto[] =>
  factors.map(({ id, type, name }) => ({
    id,
    type,
    name,
    ...(type === 'passkey' && options && { options: { ...options } }),
  }));

/** The answer to a step-up, by the tokens that were issued. */
export const toSteppedUp = (
  tokens: Omit<SteppedUpDto, 'acr'>,
  { amr }: { readonly amr: readonly string[] },
): SteppedUpDto => ({ ...tokens, acr: acrOf(amr) });

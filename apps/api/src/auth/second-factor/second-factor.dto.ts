import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { PasskeyAssertionDto, type ShownFactor } from '#api/factors';
import { fieldRequired } from '../auth.errors.js';

export class LoginFactorDto {
  /**
   * From the answer `SECOND_FACTOR_REQUIRED`. It counts on the device that began the sign-in: send its cookie or
   * `X-Device-Token` along.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  challenge!: string;

  /**
   * Which kind of factor is shown.
   * @example 'totp'
   */
  @IsIn(['totp', 'passkey', 'recovery_codes'])
  type!: 'totp' | 'passkey' | 'recovery_codes';

  /**
   * The code of the authenticator app, or one of the recovery codes.
   * @example '492039'
   */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  code?: string;

  /** What the browser answered to the `options` of the passkey (WebAuthn, `AuthenticationResponseJSON`). */
  @ValidateIf(({ type, response }: LoginFactorDto) => type === 'passkey' && response != null)
  @IsObject()
  @ValidateNested()
  @Type(() => PasskeyAssertionDto)
  response?: Record<string, unknown> | null;

  /**
   * Whether sign-ins from this device shall need no second factor for `remember_days` days. Ignored where that is 0.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  remember_device?: boolean | null;
}

/**
 * The factor that a body shows; its content is verified later.
 * @throws AppError `VALIDATION_FAILED` when the body has not what its type needs
 */
export function toShownFactor({ type, code, response }: LoginFactorDto): ShownFactor {
  if (type === 'passkey') {
    if (!response) throw fieldRequired('response');
    return { type, response: response as unknown as AuthenticationResponseJSON };
  }
  if (!code) throw fieldRequired('code');
  return { type, code };
}

import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { FactorCode, FACTOR_TYPES, PasskeyResponse } from '../factor-fields.js';

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
  @IsIn(FACTOR_TYPES)
  type!: 'totp' | 'passkey' | 'recovery_codes';

  /**
   * The code of the authenticator app, or one of the recovery codes.
   * @example '492039'
   */
  @FactorCode()
  code?: string;

  /** What the browser answered to the `options` of the passkey (WebAuthn, `AuthenticationResponseJSON`). */
  @PasskeyResponse()
  response?: Record<string, unknown>;

  /**
   * Whether sign-ins from this device shall need no second factor for `remember_days` days. Ignored where that is 0.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  remember_device?: boolean | null;
}

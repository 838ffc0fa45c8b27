import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IsNamed } from '#api/platform/http';
import type { FactorType } from './factor.entity.js';

/** A factor of the caller's account that counts. */
export class FactorDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /**
   * `totp` is an authenticator app. Recovery codes alone are no second factor.
   * @example 'totp'
   */
  type!: FactorType;

  /** @example 'Work phone' */
  name!: string;

  /** @example '2026-11-23T10:15:30.000Z' */
  created_at!: string;

  /**
   * Since when it counts.
   * @example '2026-11-23T10:16:02.000Z'
   */
  confirmed_at!: string;

  /** @example '2026-11-23T10:16:02.000Z' */
  last_used_at!: string | null;

  /**
   * Of recovery codes: how many are not used.
   * @example 10
   */
  codes_left?: number;

  /**
   * Of a passkey: the model of its authenticator; `null` when it is not known.
   * @example 'iCloud Keychain'
   */
  authenticator?: string | null;

  /**
   * Of a passkey: whether copies of it exist beside the authenticator.
   * @example true
   */
  backed_up?: boolean;

  /**
   * Of a passkey: whether it can never leave its authenticator.
   * @example false
   */
  device_bound?: boolean;
}

export class FactorListDto {
  /** @example true */
  success!: true;

  /** The oldest first. */
  factors!: FactorDto[];
}

export class RenameFactorDto {
  /** @example 'Work phone' */
  @IsNamed()
  name!: string;
}

export class FactorAnswerDto {
  /** @example true */
  success!: true;

  factor!: FactorDto;
}

export class FactorRemovedDto {
  /** @example true */
  success!: true;

  /** @example 'Factor removed' */
  message!: string;

  /**
   * Whether the account has a second factor still. Without one its recovery codes are gone, too.
   * @example false
   */
  has_second_factor!: boolean;
}

export class BeginTotpDto {
  /**
   * By which the owner recognises it; `Authenticator app` when it is left out.
   * @example 'Work phone'
   */
  @IsOptional()
  @IsNamed()
  name?: string;
}

export class TotpBegunDto {
  /** @example true */
  success!: true;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /**
   * In base 32, to type it into the app; shown in this answer alone.
   * @example 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
   */
  secret!: string;

  /**
   * The same for a link or a QR code of one's own.
   * @example 'otpauth://totp/Gatehouse:anna%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Gatehouse'
   */
  otpauth_url!: string;

  /**
   * The QR code of that address, as an SVG document.
   * @example '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 61 61" shape-rendering="crispEdges"></svg>'
   */
  qr_svg!: string;

  /**
   * Seconds in which the enrolment must be confirmed.
   * @example 600
   */
  expires_in!: number;
}

export class ConfirmTotpDto {
  /**
   * The six digits that the app shows.
   * @example '287082'
   */
  @IsString()
  @MaxLength(32)
  code!: string;
}

export class TotpConfirmedDto {
  /** @example true */
  success!: true;

  /** @example 'Authenticator app added' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /**
   * Of an account that had none before: ten codes, each good once, shown in this answer alone.
   * @example ['k7x2m-9q4tv', '3hn8r-w0czd']
   */
  recovery_codes!: string[] | null;
}

export class RecoveryCodesMadeDto {
  /** @example true */
  success!: true;

  /**
   * Ten codes, each good once, shown in this answer alone. All older ones are good for nothing.
   * @example ['k7x2m-9q4tv', '3hn8r-w0czd']
   */
  recovery_codes!: string[];
}

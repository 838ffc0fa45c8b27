import { IsOptional, IsString } from 'class-validator';
import { UserDto } from '#api/users';
import type { Language } from '#libs/languages';
import { EnrolmentDutyDto } from './second-factor/enrolment-duty.dto.js';
import { CurrentPassword, OptionalLanguage, OptionalName } from './fields.js';

export class MeDto {
  /** @example true */
  success!: boolean;

  user!: UserDto;

  /** Only for an account that must have a second factor and has none (`MFA_POLICY`). */
  mfa?: EnrolmentDutyDto;
}

/** What is absent stays, `null` removes. */
export class UpdateProfileDto {
  /** @example 'Anna' */
  @OptionalName()
  first_name?: string | null;

  /** @example 'Berger' */
  @OptionalName()
  last_name?: string | null;

  /**
   * The language of pages and mails: `en`, `de`, `fr`, `es`, `pt-BR`, `ja`, `zh-CN` or `ar`.
   * @example 'de'
   */
  @OptionalLanguage()
  locale?: Language | null;
}

export class EraseAccountDto {
  /**
   * The account's password, so that an open browser alone erases nothing. An account without one proves
   * itself by a sign-in within the last five minutes.
   * @example 'velvet tram at midnight'
   */
  @IsOptional()
  @CurrentPassword()
  password?: string | null;
}

export class ChangePasswordDto {
  /** @example 'velvet tram at midnight' */
  @CurrentPassword()
  current_password!: string;

  /**
   * 8 to 128 characters of any kind.
   * @example 'seven herons over the weir'
   */
  @IsString()
  new_password!: string;
}

export class SetPasswordDto {
  /**
   * 8 to 128 characters of any kind.
   * @example 'seven herons over the weir'
   */
  @IsString()
  password!: string;
}

/** What has been done to how an account is signed in to, in one sentence; of linked providers, too. */
export class IdentityDoneDto {
  /** @example true */
  success!: true;

  /** @example 'Identity unlinked' */
  message!: string;
}

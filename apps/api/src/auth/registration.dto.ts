import { IsOptional, IsString, MaxLength } from 'class-validator';
import {
  Address,
  OptionalLanguage,
  OptionalName,
  RegisteredAddress,
  RegisteredPassword,
} from './fields.js';
import type { Language } from '#libs/languages';

export class RegisterDto {
  /**
   * Compared without regard to case; stored as typed.
   * @example 'anna@example.org'
   */
  @RegisteredAddress()
  email!: string;

  /**
   * 8 to 128 characters of any kind.
   * @example 'velvet tram at midnight'
   */
  @RegisteredPassword()
  password!: string;

  /** @example 'Anna' */
  @OptionalName()
  first_name?: string | null;

  /** @example 'Berger' */
  @OptionalName()
  last_name?: string | null;

  /**
   * The language of pages and mails: `en`, `de`, `fr`, `es`, `pt-BR`, `ja`, `zh-CN` or `ar`. By default the first of them in
   * `Accept-Language`.
   * @example 'de'
   */
  @OptionalLanguage()
  locale?: Language | null;
}

export class RegisteredDto {
  /** @example true */
  success!: boolean;

  /** @example 'User registered successfully' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  user_id!: string;
}

export class ResendVerificationDto {
  /** @example 'anna@example.org' */
  @Address()
  email!: string;
}

export class VerifyEmailDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;

  /**
   * That of the registration which is to be confirmed.
   * @example 'velvet tram at midnight'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /**
   * One that takes the place of every password that somebody registered the address with.
   * @example 'seven herons over the weir'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  new_password?: string;
}

/** What has been done, in one sentence. */
export class MessageDto {
  /** @example true */
  success!: boolean;

  /** @example 'Done' */
  message!: string;
}

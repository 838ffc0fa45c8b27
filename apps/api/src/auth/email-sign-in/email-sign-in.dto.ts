import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Address, Resource } from '../fields.js';

export class AskEmailSignInDto {
  /** @example 'anna@example.org' */
  @Address()
  email!: string;

  /**
   * The name of the one service that the access token is for (RFC 8707), as for `POST /api/auth/login`.
   * @example 'orders'
   */
  @Resource()
  resource?: string;
}

export class EmailSignInAskedDto {
  /** @example true */
  success!: boolean;

  /** @example 'If your email is registered, you will receive a code to sign in' */
  message!: string;

  /**
   * Binds the sign-in to this client: keep it, give it to nobody, and send it with the code. A browser has it as a cookie, too.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  nonce!: string;

  /**
   * Seconds that the code works, once it is mailed.
   * @example 600
   */
  expires_in!: number;
}

export class VerifyEmailSignInDto {
  /**
   * The address that the code was asked for.
   * @example 'anna@example.org'
   */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  email?: string;

  /**
   * The six digits of the mail.
   * @example '481516'
   */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  code?: string;

  /** Instead of address and code: from the link of the mail. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  token?: string;

  /**
   * That was answered when the code was asked for; not needed in a browser that keeps the cookie.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  nonce?: string;
}

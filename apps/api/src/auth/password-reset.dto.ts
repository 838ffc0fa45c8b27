import { IsString, MaxLength } from 'class-validator';
import { Address } from './fields.js';

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
}

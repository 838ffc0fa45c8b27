import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

export class DeleteFormDto extends PageFormDto {
  /**
   * That of the account, typed to confirm. Not `email`: the form names no account to sign in to, for which that is counted.
   * @example 'anna@example.org'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  address?: string;

  /** Where the account is proven by it. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;
}

import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

/** 1024 is longer than any password; the rules for passwords check the rest. */
export class FirstPasswordFormDto extends PageFormDto {
  /** The new password. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  new_password?: string;

  /** The same once more. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  new_password_repeat?: string;
}

export class PasswordFormDto extends FirstPasswordFormDto {
  /** The present password. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  current_password?: string;
}

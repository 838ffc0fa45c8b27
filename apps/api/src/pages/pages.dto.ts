import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Longer than any token or password; what is missing is asked for on the page itself. */
const MAX_CHARACTERS = 1024;

export class LinkQueryDto {
  /** From the mailed link. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARACTERS)
  token?: string;
}

export class VerifyFormDto {
  /** From the mailed link. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARACTERS)
  token?: string;
}

export class SignInAnswerFormDto {
  /** From the mailed link. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARACTERS)
  token?: string;
}

export class ResetFormDto {
  /** From the mailed link. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARACTERS)
  token?: string;

  /** The new password. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARACTERS)
  password?: string;

  /** The same once more, when the page asks for it. */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARACTERS)
  password_repeat?: string;
}

export class AddressFormDto {
  /** @example 'anna@example.org' */
  @IsOptional()
  @IsString()
  @MaxLength(MAX_CHARACTERS)
  email?: string;
}

import { IsOptional, IsString, MaxLength } from 'class-validator';

/** Nothing is required: what is missing is asked for on the page itself. 1024 is longer than any token or password. */
export class LinkQueryDto {
  /** From the mailed link. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  token?: string;
}

export class VerifyFormDto extends LinkQueryDto {
  /** That of the registration which is to be confirmed. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /** One that takes the place of all others. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  new_password?: string;

  /** The same once more, when the page asks for it. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  new_password_repeat?: string;
}

export class ChangeEmailFormDto extends LinkQueryDto {
  /** Of the account, when the page asks for it. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;
}

export class SignInAnswerFormDto extends LinkQueryDto {}

export class ObjectionFormDto extends LinkQueryDto {}

export class ResetFormDto extends LinkQueryDto {
  /** The new password. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /** The same once more, when the page asks for it. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password_repeat?: string;
}

export class AddressFormDto {
  /** @example 'anna@example.org' */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  email?: string;
}

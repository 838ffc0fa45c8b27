import { Allow, IsOptional, IsString, MaxLength } from 'class-validator';
import { ApplicationSignInDto } from '#api/browser-sessions';

/** The fields of a sign-in's goal, which a page carries to the next. */
export class GoalQueryDto extends ApplicationSignInDto {
  /**
   * The page of the account that the person wanted.
   * @example '/account/sessions'
   */
  @Allow()
  next?: string;
}

export class FactorListQueryDto extends GoalQueryDto {
  /**
   * What was done just before.
   * @example 'removed'
   */
  @Allow()
  done?: string;
}

/** A form of these pages. */
export class GoalFormDto extends GoalQueryDto {
  /** From the page with the form. It is checked by `Visits`, in constant time. */
  @Allow()
  form_token?: string;
}

export class NamedFactorFormDto extends GoalFormDto {
  /**
   * By which the owner recognises the factor.
   * @example 'Work phone'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  name?: string;
}

export class ConfirmAuthenticatorFormDto extends GoalFormDto {
  /**
   * Of the enrolment.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44'
   */
  @Allow()
  id?: string;

  /**
   * In base 32, as the page has shown it: to show it once more after a wrong code.
   * @example 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
   */
  @Allow()
  secret?: string;

  /**
   * The six digits that the app shows.
   * @example '287082'
   */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  code?: string;
}

export class NewPasskeyFormDto extends NamedFactorFormDto {
  /** The answer of `navigator.credentials.create()`, as JSON. */
  @IsOptional()
  @IsString()
  @MaxLength(50_000)
  response?: string;
}

import { Allow, IsOptional, IsString, MaxLength } from 'class-validator';
import { GoalFormDto, GoalQueryDto } from '../sign-in/goal.dto.js';

export class FactorListQueryDto extends GoalQueryDto {
  /**
   * What was done just before.
   * @example 'removed'
   */
  @Allow()
  done?: string;
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

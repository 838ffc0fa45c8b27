import { Allow, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { GoalFormDto, GoalQueryDto } from './goal.dto.js';

export class SignInQueryDto extends GoalQueryDto {
  /**
   * Signs in to a further account, although somebody is signed in.
   * @example 'yes'
   */
  @IsOptional()
  @IsIn(['yes'])
  another?: 'yes';

  /** The browser session that was chosen among those of this browser. */
  @Allow()
  account?: string;
}

export class SignInFormDto extends GoalFormDto {
  /** @example 'anna@example.org' */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  email?: string;

  /** @example 'velvet tram at midnight' */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /** The browser session whose account signs in again. */
  @Allow()
  account?: string;
}

export class AccountFormDto extends GoalFormDto {
  /** The browser session that is meant. */
  @Allow()
  account?: string;
}

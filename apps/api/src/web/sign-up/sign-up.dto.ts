import { IsOptional, IsString, MaxLength } from 'class-validator';
import { GoalFormDto, GoalQueryDto } from '../sign-in/goal.dto.js';

export class SignUpQueryDto extends GoalQueryDto {}

/** Nothing is required: what is missing is asked for on the page itself. */
export class SignUpFormDto extends GoalFormDto {
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

  /** @example 'Anna' */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  first_name?: string;

  /** @example 'Berger' */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  last_name?: string;
}

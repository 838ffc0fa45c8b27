import { Allow, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { GoalFormDto } from '../goal.dto.js';

export class SecondFactorFormDto extends GoalFormDto {
  /** Of the sign-in whose first factor was right. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  challenge?: string;

  /** Of the authenticator app, or a recovery code. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  code?: string;

  /** Instead of a code: what the browser answered to the options of the passkey, as JSON. */
  @Allow()
  response?: string;

  /** Whether this browser shall be asked for no second factor for a while. */
  @IsOptional()
  @IsIn(['yes'])
  remember_device?: 'yes';
}

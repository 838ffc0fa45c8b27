import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

export class InvitationQueryDto {
  /** From the mailed link. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  token?: string;
}

export class InvitationFormDto extends PageFormDto {
  /** From the mailed link. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  token?: string;

  /**
   * What the person answers.
   * @example 'accept'
   */
  @IsOptional()
  @IsIn(['accept', 'decline'])
  answer?: 'accept' | 'decline';
}

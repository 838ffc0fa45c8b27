import { Allow, IsOptional, IsString, MaxLength } from 'class-validator';
import { LinkQueryDto } from '../mailed-links/mailed-links.dto.js';
import { GoalFormDto } from '../sign-in/goal.dto.js';

export class AskMailFormDto extends GoalFormDto {
  /** @example 'anna@example.org' */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  email?: string;
}

export class MailedCodeFormDto extends AskMailFormDto {
  /** The six digits of the mail. */
  @IsOptional()
  @IsString()
  @MaxLength(32)
  code?: string;
}

export class MailedLinkFormDto extends LinkQueryDto {
  /** From the page with the form. It is checked by `Visits`, in constant time. */
  @Allow()
  form_token?: string;
}

import { IsOptional, IsString, MaxLength } from 'class-validator';
import { EmailFormDto } from './email-form.dto.js';

/** With the address of the account, typed to confirm. */
export class DeleteFormDto extends EmailFormDto {
  /** Where the account is proven by it. */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;
}

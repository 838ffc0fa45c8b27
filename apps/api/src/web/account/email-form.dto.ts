import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

export class EmailFormDto extends PageFormDto {
  /**
   * The new address. The page itself says what is wrong with it.
   * @example 'anna@example.org'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  email?: string;
}

import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

/** Checked by the page itself, which says what is wrong beside the field. An empty field removes. */
export class ProfileFormDto extends PageFormDto {
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

  /**
   * The language of pages and mails; empty for that of the browser.
   * @example 'de'
   */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  locale?: string;
}

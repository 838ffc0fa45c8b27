import { IsOptional, IsString, MaxLength } from 'class-validator';

export class ActivityPageQueryDto {
  /** From the link of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

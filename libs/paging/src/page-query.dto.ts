import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Accepts decimal digits only: `Number` would also accept `0x10`, `1e1` and blanks. */
const toLimit = ({ value }: { readonly value: unknown }): unknown =>
  typeof value === 'string' && /^(?:0|[1-9]\d*)$/.test(value) ? Number(value) : value;

/** The page of a list: `limit` rows after `cursor`. */
export class PageQuery {
  /**
   * How many rows at most, 1 to 200.
   * @example 50
   */
  @IsOptional()
  @Transform(toLimit)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;

  /** The `next_cursor` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

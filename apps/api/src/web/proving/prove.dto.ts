import { Allow, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

export class ProveQueryDto {
  /**
   * The act that the proof is for.
   * @example 'add_factor'
   */
  @Allow()
  purpose?: string;

  /**
   * The page of the act.
   * @example '/account/factors'
   */
  @Allow()
  next?: string;
}

export class ProveFormDto extends PageFormDto {
  /** @example 'add_factor' */
  @Allow()
  purpose?: string;

  /** @example '/account/factors' */
  @Allow()
  next?: string;

  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string;

  /** Of the authenticator app, or a recovery code. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  code?: string;

  /** The answer of `navigator.credentials.get()`, as JSON. */
  @IsOptional()
  @IsString()
  @MaxLength(30_000)
  response?: string;
}

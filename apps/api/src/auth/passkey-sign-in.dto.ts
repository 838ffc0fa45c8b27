import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { PasskeyAssertionDto } from '#api/factors';
import { Resource } from './fields.js';

export class PasskeySignInDto {
  /** As the browser made it from the options. */
  @IsObject()
  @ValidateNested()
  @Type(() => PasskeyAssertionDto)
  response!: PasskeyAssertionDto;

  /**
   * The name of the one service that the access token is for (RFC 8707): it is refused everywhere else, by Gatehouse's own
   * API too. Nothing: a token for Gatehouse and all services that take JWT_AUDIENCE.
   * @example 'orders'
   */
  @Resource()
  resource?: string;
}

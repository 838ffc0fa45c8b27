import { Allow, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

export class SessionPageQueryDto {
  /**
   * The last session of the page before.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44'
   */
  @IsOptional()
  @IsUUID('all')
  cursor?: string;

  /**
   * What was done before.
   * @example 'ended'
   */
  @Allow()
  done?: string;
}

export class DevicePageQueryDto {
  /** From the link of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;

  /**
   * What was done before.
   * @example 'forgotten'
   */
  @Allow()
  done?: string;
}

export class EndSessionFormDto extends PageFormDto {}

export class EndOthersFormDto extends PageFormDto {}

export class ForgetDeviceFormDto extends PageFormDto {}

import { Allow } from 'class-validator';
import { PageFormDto } from '../visits/form.dto.js';

export class OrganizationsPageQueryDto {
  /**
   * What was done before.
   * @example 'left'
   */
  @Allow()
  done?: string;
}

export class LeaveFormDto extends PageFormDto {}

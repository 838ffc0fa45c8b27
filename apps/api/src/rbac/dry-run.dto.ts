import { IsIn, IsOptional } from 'class-validator';

export class DryRunQuery {
  /** `true` answers what would happen and changes nothing. */
  @IsOptional()
  @IsIn(['true', 'false'])
  dry_run?: 'true' | 'false';
}

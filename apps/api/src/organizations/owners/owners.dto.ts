import { IsUUID } from 'class-validator';
import { MemberDto } from '../members/members.dto.js';

export class OwnerListDto {
  /** @example true */
  success!: true;

  owners!: MemberDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class AppointOwnerDto {
  /** A member of the organization. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  @IsUUID('all')
  user_id!: string;
}

export class OwnershipDto {
  /** @example true */
  success!: true;

  /** @example 'Owner appointed successfully' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;
}

import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '#libs/paging';

/** A member of a unit. */
export class MemberDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;

  /** @example 'anna@example.com' */
  email!: string;

  /** @example 'Anna' */
  first_name!: string | null;

  /** @example 'Lind' */
  last_name!: string | null;

  /** `false`: the account is disabled, and holds nothing. @example true */
  is_active!: boolean;

  /** Whether the user manages the organization. @example false */
  is_owner!: boolean;

  /** The units of which the user is a member, of those that the list is about; the first 100. @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8e11'] */
  unit_ids!: string[];

  /** @example '2026-12-01T10:15:30.000Z' */
  created_at!: string;
}

export class MemberListDto {
  /** @example true */
  success!: true;

  members!: MemberDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

export class MembersQuery extends PageQuery {
  /** `true` lists the members of the units below, too. */
  @IsOptional()
  @IsIn(['true', 'false'])
  inherited?: 'true' | 'false';
}

export class EndMembershipQuery {
  /** `true` ends the memberships in the units below, too. */
  @IsOptional()
  @IsIn(['true', 'false'])
  inherited?: 'true' | 'false';
}

export class AddMemberDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  @IsUUID('all')
  user_id!: string;
}

export class MembershipDto {
  /** @example true */
  success!: true;

  /** @example 'Member added successfully' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  user_id!: string;
}

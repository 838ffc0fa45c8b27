import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
} from 'class-validator';
import { PageQuery } from '#libs/paging';
import { Address } from '#api/auth';
import { STATES, type InvitationState } from './invitation.js';

export class InviteDto {
  /**
   * The address of the person to invite.
   * @example 'anna@example.org'
   */
  @Address()
  email!: string;

  /**
   * The roles that the person gets at the unit.
   * @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66']
   */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique((id: unknown) => (typeof id === 'string' ? id.toLowerCase() : id))
  @IsUUID('all', { each: true })
  role_ids?: string[] | null;
}

export class InvitationsQuery extends PageQuery {
  /** Only those in this state. */
  @IsOptional()
  @IsIn(STATES)
  state?: InvitationState;
}

/** A role that an invitation gives. */
export class InvitedRoleDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66' */
  id!: string;

  /** @example 'editor' */
  name!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example 'orders' */
  service_name!: string;
}

/** An invitation of an address to a unit. */
export class InvitationDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8f01' */
  id!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d00' */
  organization_id!: string;

  /** @example 'Acme' */
  organization_name!: string;

  /** The unit of which the invited person becomes a member. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  unit_id!: string;

  /** @example 'Germany' */
  unit_name!: string;

  /** @example 'anna@example.org' */
  email!: string;

  /** @example 'open' */
  state!: InvitationState;

  roles!: InvitedRoleDto[];

  /** Who answers for the invitation; `null` once the account is erased. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  invited_by!: string | null;

  /** @example 'Ben Lind' */
  inviter_name!: string | null;

  /** @example '2026-12-01T10:15:30.000Z' */
  created_at!: string;

  /** When the last mail was asked for. @example '2026-12-01T10:15:30.000Z' */
  sent_at!: string;

  /** @example '2026-12-08T10:15:30.000Z' */
  expires_at!: string;
}

export class InvitationAnswerDto {
  /** @example true */
  success!: true;

  /** @example 'Invitation sent' */
  message!: string;

  invitation!: InvitationDto;
}

export class InvitationListDto {
  /** @example true */
  success!: true;

  invitations!: InvitationDto[];

  /** Give it as `cursor` for the next page; `null` on the last. */
  next_cursor!: string | null;
}

/** The invitation that the caller answers, by one of both. */
export class AnswerInvitationDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  token?: string | null;

  /**
   * From the list of the caller's invitations.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8f01'
   */
  @IsOptional()
  @IsUUID('all')
  invitation_id?: string | null;
}

export class InvitationAcceptedDto {
  /** @example true */
  success!: true;

  /** @example 'Invitation accepted' */
  message!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d00' */
  organization_id!: string;

  /** The unit of which the caller is a member now. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  unit_id!: string;
}

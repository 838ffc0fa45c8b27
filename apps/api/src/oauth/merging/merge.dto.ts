import { IsOptional, IsString, MaxLength } from 'class-validator';
import { IdentityDto } from '../identities/identities.dto.js';

/** The first call shows the second account's proof, the second call the answer of the first. */
export class MergeDto {
  /**
   * An access token of the account to be merged into this one, from a sign-in of the last ten minutes: the
   * proof that it is yours.
   * @example 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTlhYjJmNCJ9.c2ln'
   */
  @IsString()
  @MaxLength(4096)
  other_access_token!: string;

  /**
   * The `confirmation` of the preview; without it nothing is changed.
   * @example 'nq0t0Uj3bJ0'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  confirmation?: string;
}

export class MovedRoleDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  service_id!: string;

  /** @example 'billing' */
  service_name!: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  role_id!: string;

  /** @example 'editor' */
  role_name!: string;
}

export class MergeAnswerDto {
  /** @example true */
  success!: boolean;

  /** @example 'Nothing is changed yet: send the confirmation to merge the accounts' */
  message!: string;

  /**
   * Whether it has been done, or only shown.
   * @example false
   */
  merged!: boolean;

  /**
   * The address of the account that ends.
   * @example 'anna.old@example.org'
   */
  other_email!: string;

  identities!: IdentityDto[];

  roles!: MovedRoleDto[];

  /**
   * Send it with the second call; `null` when the merge is done.
   * @example 'nq0t0Uj3bJ0'
   */
  confirmation!: string | null;
}

import { Allow, IsOptional, IsString, MaxLength } from 'class-validator';
import { IdentityDto } from '../identities/identities.dto.js';

/** The first call shows the second account's proof, the second call the answer of the first. */
export class MergeDto {
  /**
   * The proof of the account to be merged into this one, made in this session for the purpose `merge`: by
   * `POST /api/auth/proofs` with its address and password, or by a sign-in at its provider.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @Allow()
  other_proof!: string;

  /**
   * No longer taken: every service that was sent the token could have merged the account away. Send `other_proof`.
   * @deprecated
   */
  @Allow()
  other_access_token?: string;

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

export class MovedUnitRoleDto extends MovedRoleDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  unit_id!: string;

  /** @example 'Berlin' */
  unit_name!: string;
}

export class MovedOrganizationDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  organization_id!: string;

  /** @example 'Acme' */
  organization_name!: string;

  /**
   * Of how many of its units this account becomes a member.
   * @example 2
   */
  units!: number;

  /**
   * Whether this account becomes an owner of it.
   * @example false
   */
  becomes_owner!: boolean;
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

  /** The organizations of which this account becomes a member of units or an owner; the first 1,000. */
  organizations!: MovedOrganizationDto[];

  /** The roles at units that this account gets; the first 1,000. */
  unit_roles!: MovedUnitRoleDto[];

  /**
   * Send it with the second call; `null` when the merge is done.
   * @example 'nq0t0Uj3bJ0'
   */
  confirmation!: string | null;
}

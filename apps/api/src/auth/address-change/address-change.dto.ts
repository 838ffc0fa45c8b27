import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { AddressChange } from '#api/users';
import { Address } from '../fields.js';

export class ChangeEmailDto {
  /**
   * The new address.
   * @example 'anna@example.org'
   */
  @Address()
  email!: string;
}

export class EmailChangeLinkDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;
}

export class ConfirmEmailChangeDto extends EmailChangeLinkDto {
  /**
   * Of the account; not needed on a device that the account knows.
   * @example 'velvet tram at midnight'
   */
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  password?: string | null;
}

export class PendingEmailChangeDto {
  /**
   * The new address, as typed.
   * @example 'anna@example.org'
   */
  email!: string;

  /** @example '2026-11-30T09:00:00.000Z' */
  requested_at!: string;

  /**
   * Until when it can be confirmed.
   * @example '2026-12-01T09:00:00.000Z'
   */
  expires_at!: string;
}

export class EmailChangeDto {
  /** @example true */
  success!: boolean;

  /** `null`: no change waits for its confirmation. */
  pending!: PendingEmailChangeDto | null;
}

export const toEmailChange = (change: AddressChange | null): EmailChangeDto => ({
  success: true,
  pending: change && {
    email: change.newEmail,
    requested_at: change.createdAt.toISOString(),
    expires_at: change.expiresAt.toISOString(),
  },
});

import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsNamed } from '#api/platform/http';
import { PasskeyAttestationDto } from './passkey-response.dto.js';
import type { AddedPasskey } from './add-passkey.service.js';

export class AddPasskeyDto {
  /** As the browser made it from the options. */
  @IsObject()
  @ValidateNested()
  @Type(() => PasskeyAttestationDto)
  response!: PasskeyAttestationDto;

  /**
   * By which the owner recognises it; absent: the name of the authenticator, where it is known.
   * @example 'Work laptop'
   */
  @IsOptional()
  @IsNamed()
  name?: string | null;
}

export class RelyingPartyDto {
  /** @example 'example.com' */
  id?: string;

  /** @example 'Gatehouse' */
  name!: string;
}

export class PasskeyUserDto {
  /** @example 'AZqy9GwefTqaUjwfDnuNRA' */
  id!: string;

  /** @example 'anna@example.com' */
  name!: string;

  /** @example 'Anna Berger' */
  displayName!: string;
}

export class PasskeyAlgorithmDto {
  /** @example 'public-key' */
  type!: 'public-key';

  /**
   * COSE.
   * @example -7
   */
  alg!: number;
}

/** A passkey that exists. */
export class PasskeyDescriptorDto {
  /** @example 'public-key' */
  type!: string;

  /** @example 'mT7bqkYwPzQ4Yb1n0oQe8w' */
  id!: string;

  /** @example ['internal', 'hybrid'] */
  transports?: string[];
}

export class AuthenticatorSelectionDto {
  /** @example 'required' */
  residentKey?: string;

  /** @example true */
  requireResidentKey?: boolean;

  /** @example 'required' */
  userVerification?: string;
}

export class CreationExtensionsDto {
  /** @example true */
  credProps?: boolean;
}

/** For `PublicKeyCredential.parseCreationOptionsFromJSON()`. */
export class PasskeyCreationDto {
  rp!: RelyingPartyDto;

  user!: PasskeyUserDto;

  /** @example 'AZqy9Gwefe1HkZlq0e3x3n0b5wXq7r9Wv2uY0q1m3aKcPzQ4Yb1n0oQe8wR5tY7uI9oP1aS3' */
  challenge!: string;

  pubKeyCredParams!: PasskeyAlgorithmDto[];

  /**
   * Milliseconds.
   * @example 300000
   */
  timeout?: number;

  excludeCredentials?: PasskeyDescriptorDto[];

  authenticatorSelection?: AuthenticatorSelectionDto;

  /** @example 'none' */
  attestation?: string;

  extensions?: CreationExtensionsDto;
}

export class PasskeyCreationOptionsDto {
  /** @example true */
  success!: boolean;

  options!: PasskeyCreationDto;

  /**
   * Seconds that the response is accepted.
   * @example 300
   */
  expires_in!: number;
}

/** For `PublicKeyCredential.parseRequestOptionsFromJSON()`. */
export class PasskeyRequestDto {
  /** @example 'example.com' */
  rpId?: string;

  /** @example 'AZqy9Gwefe1HkZlq0e3x3n0b5wXq7r9Wv2uY0q1m3aKcPzQ4Yb1n0oQe8wR5tY7uI9oP1aS3' */
  challenge!: string;

  /** Empty where the person chooses the account. */
  allowCredentials?: PasskeyDescriptorDto[];

  /**
   * Milliseconds.
   * @example 300000
   */
  timeout?: number;

  /** @example 'required' */
  userVerification?: string;
}

export class PasskeyRequestOptionsDto {
  /** @example true */
  success!: boolean;

  options!: PasskeyRequestDto;

  /**
   * Seconds that the response is accepted.
   * @example 300
   */
  expires_in!: number;
}

export class PasskeyDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example 'passkey' */
  type!: 'passkey';

  /** @example 'Work laptop' */
  name!: string;

  /**
   * The model of the authenticator, where it is known.
   * @example 'iCloud Keychain'
   */
  authenticator!: string | null;

  /**
   * Whether copies of it exist beside the authenticator.
   * @example true
   */
  backed_up!: boolean;

  /**
   * Whether it can never leave its authenticator.
   * @example false
   */
  device_bound!: boolean;

  /** @example '2026-01-31T12:00:00.000Z' */
  created_at!: string;
}

export class PasskeyAddedDto {
  /** @example true */
  success!: boolean;

  passkey!: PasskeyDto;

  /**
   * Of an account that had none before: ten codes, each good once, shown in this answer alone.
   * @example ['k7x2m-9q4tv', '3hn8r-w0czd']
   */
  recovery_codes!: string[] | null;
}

export class RelatedOriginsDto {
  /** @example ['https://login.example.com', 'https://app.example.org'] */
  origins!: string[];
}

export const toAddedPasskey = (added: AddedPasskey): PasskeyAddedDto => ({
  success: true,
  passkey: {
    id: added.id,
    type: 'passkey',
    name: added.name,
    authenticator: added.authenticator,
    backed_up: added.isBackedUp,
    device_bound: !added.isBackupEligible,
    created_at: added.createdAt.toISOString(),
  },
  recovery_codes: added.recoveryCodes && [...added.recoveryCodes],
});

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';

const BASE64URL = /^[A-Za-z0-9_-]+$/;
const FORM = { message: '$property must be base64url without padding' };

/** What the authenticator answered to a request for a passkey. */
export class AssertionDto {
  /** @example 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQVpyIn0' */
  @IsString()
  @MaxLength(8192)
  @Matches(BASE64URL, FORM)
  clientDataJSON!: string;

  /** @example 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ' */
  @IsString()
  @MaxLength(8192)
  @Matches(BASE64URL, FORM)
  authenticatorData!: string;

  /** @example 'MEUCIQDf3xHc0l6nYf1u1mWcV8mS1kQ8Qm2k0Y3r3wV1n2b4aQIgXg' */
  @IsString()
  @MaxLength(4096)
  @Matches(BASE64URL, FORM)
  signature!: string;

  /**
   * The user handle that the passkey was made with.
   * @example 'AZqy9GwefTqaUjwfDnuNRA'
   */
  @IsOptional()
  @IsString()
  @MaxLength(86)
  @Matches(BASE64URL, FORM)
  userHandle?: string | null;
}

/** What the answers of both ceremonies name of the credential. */
export class PublicKeyCredentialDto {
  /**
   * The credential id.
   * @example 'mT7bqkYwPzQ4Yb1n0oQe8w'
   */
  @IsString()
  @MaxLength(1364)
  @Matches(BASE64URL, FORM)
  id!: string;

  /**
   * The same.
   * @example 'mT7bqkYwPzQ4Yb1n0oQe8w'
   */
  @IsString()
  @MaxLength(1364)
  @Matches(BASE64URL, FORM)
  rawId!: string;

  /** @example 'public-key' */
  @IsIn(['public-key'])
  type!: 'public-key';
}

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.get()`. */
export class PasskeyAssertionDto extends PublicKeyCredentialDto {
  @IsObject()
  @ValidateNested()
  @Type(() => AssertionDto)
  response!: AssertionDto;
}

/** What the authenticator answered to the creation of a passkey. */
export class AttestationDto {
  /** @example 'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQVpyIn0' */
  @IsString()
  @MaxLength(8192)
  @Matches(BASE64URL, FORM)
  clientDataJSON!: string;

  /** @example 'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVik' */
  @IsString()
  @MaxLength(32768)
  @Matches(BASE64URL, FORM)
  attestationObject!: string;

  /** @example ['internal', 'hybrid'] */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  transports?: string[];
}

/** `PublicKeyCredential.toJSON()` after `navigator.credentials.create()`. */
export class PasskeyAttestationDto extends PublicKeyCredentialDto {
  @IsObject()
  @ValidateNested()
  @Type(() => AttestationDto)
  response!: AttestationDto;
}

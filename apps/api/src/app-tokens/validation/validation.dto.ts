import { IsString, MaxLength, MinLength } from 'class-validator';
import { ServiceDto } from '#api/services';

export class ValidatedTokenDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d99' */
  id!: string;

  /** @example 'orders in production' */
  name!: string;

  /** Those that hold at the asking service; at the token's own when nobody else asks. @example ['orders:ship'] */
  scopes!: string[];

  /** @example '2027-02-21T10:15:30.000Z' */
  expires_at!: string | null;

  /** CIDR blocks that it may be used from; empty: from everywhere. @example ['10.0.0.0/8'] */
  allowed_networks!: string[];
}

export class AskingServiceDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d11' */
  id!: string;

  /** @example 'shipping' */
  name!: string;
}

export class HeldGrantDto {
  /** All that the asking service grants to the token's service; the token may have fewer. @example ['orders:ship'] */
  scopes!: string[];
}

export class ValidationDto {
  /** @example true */
  success!: true;

  /** Whose token it is. */
  service!: ServiceDto;

  token!: ValidatedTokenDto;

  /** Whose token was shown in `Gatehouse-Asker`; only then. */
  asked_by?: AskingServiceDto;

  /** What `asked_by` grants to `service`; `null`: nothing, not even to come in, unless they are the same. */
  grant?: HeldGrantDto | null;
}

export class IntrospectDto {
  /** A user's access token. */
  @IsString()
  @MinLength(1)
  @MaxLength(8192)
  token!: string;
}

export class IntrospectedServiceDto {
  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44' */
  id!: string;

  /** @example 'orders' */
  name!: string;
}

/** RFC 7662 section 2.2; all but `success` and `active` only of an active token. */
export class IntrospectionDto {
  /** @example true */
  success!: true;

  /** @example true */
  active!: boolean;

  /** @example 'Bearer' */
  token_type?: 'Bearer';

  /** @example 'https://auth.example.org' */
  iss?: string;

  /**
   * `JWT_AUDIENCE`; the name of the service in a token that is for the asking service alone.
   * @example 'orders'
   */
  aud?: string;

  /**
   * The id of the asking service, in a token that is for it alone.
   * @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d44'
   */
  service_id?: string;

  /** The user's id. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d77' */
  sub?: string;

  /** The session's id. @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8daa' */
  sid?: string;

  /** @example '019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8dbb' */
  jti?: string;

  /** @example 1795428930 */
  iat?: number;

  /** @example 1795432530 */
  exp?: number;

  /** @example 1795428930 */
  auth_time?: number;

  /** @example ['pwd'] */
  amr?: string[];

  /** The level of the authentication (RFC 9470): `aal2` with two factors, else `aal1`. @example 'aal1' */
  acr?: 'aal1' | 'aal2';

  service?: IntrospectedServiceDto;

  /** What the user may do in the asking service with this token. @example ['orders:read'] */
  permissions?: string[];

  /** @example ['clerk'] */
  roles?: string[];

  /** In the order of `roles`, then of `aal2_roles`. @example ['019ab2f4-6c1e-7d3a-9a52-3c1f0e7b8d66'] */
  role_ids?: string[];

  /** What would count in a session with two factors in addition; empty when this is one. @example ['orders:refund'] */
  aal2_permissions?: string[];

  /** @example ['cashier'] */
  aal2_roles?: string[];

  /** @example '9f3c2ab41d07e655' */
  version?: string;
}

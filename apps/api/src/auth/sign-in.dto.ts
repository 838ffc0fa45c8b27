import { Allow, IsString, MaxLength } from 'class-validator';
import { UserDto } from '#api/users';
import { EnrolmentDutyDto } from './second-factor/enrolment-duty.dto.js';
import { Resource, ShownAddress, ShownPassword } from './fields.js';

export class LoginDto {
  /** @example 'anna@example.org' */
  @ShownAddress()
  email!: string;

  /** @example 'velvet tram at midnight' */
  @ShownPassword()
  password!: string;

  /**
   * The name of the one service that the access token is for (RFC 8707): it is refused everywhere else, by Gatehouse's own
   * API too. `auth_service`, or nothing: a token of JWT_AUDIENCE, for Gatehouse and all services that take those. Refreshing goes on
   * with it.
   * @example 'orders'
   */
  @Resource()
  resource?: string;
}

export class TokensDto {
  /** @example true */
  success!: boolean;

  /**
   * A JWT; send it as `Authorization: Bearer …`.
   * @example 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjAxOWFiMmY0In0.eyJzdWIiOiIwMTlhYjJmNCJ9.c2ln'
   */
  access_token!: string;

  /**
   * Trade it at `POST /api/auth/refresh`; each use gives the next.
   * @example 'AZqy9GwefTqaUjwfDnuNRA.0.pHqghUIz1c3m8wV0o4rS8Kf8m0nYxQp1y5GdZk3bJtE'
   */
  refresh_token!: string;

  /** @example 'Bearer' */
  token_type!: 'Bearer';

  /**
   * Seconds that the access token lives.
   * @example 3600
   */
  expires_in!: number;

  /** Only for an account that must have a second factor and has none (`MFA_POLICY`). */
  mfa?: EnrolmentDutyDto;
}

export class SignedInDto extends TokensDto {
  user!: UserDto;
}

export class RefreshDto {
  /**
   * The refresh token, unless it is sent as Bearer. When both are given, this one counts.
   * @example 'AZqy9GwefTqaUjwfDnuNRA.0.pHqghUIz1c3m8wV0o4rS8Kf8m0nYxQp1y5GdZk3bJtE'
   */
  @Allow()
  refresh_token?: string;

  /**
   * The name of the one service that the access token is for (RFC 8707): it is refused everywhere else, by Gatehouse's own
   * API too. `auth_service`: a token of JWT_AUDIENCE, for Gatehouse and all services that take those. Nothing: for whom the session
   * was begun.
   * @example 'orders'
   */
  @Resource()
  resource?: string;
}

export class SignInAnswerDto {
  /**
   * From the link in the mail.
   * @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE'
   */
  @IsString()
  @MaxLength(1024)
  token!: string;
}

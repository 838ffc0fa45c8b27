import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { OpenSignIn } from './open-sign-in.service.js';
import { PASSWORD_METHOD, PasswordSignIn, type Credentials } from './password-sign-in.service.js';
import type { SignedInDto } from './sign-in.dto.js';

export interface LoginRequest extends Credentials {
  /** For whom the access token shall be (RFC 8707), as it was asked for. */
  readonly resource?: unknown;
}

/** RFC 8176: a password. */
const AMR = ['pwd'] as const;

/** Signs in by address and password. */
@Injectable()
export class Login {
  constructor(
    private readonly passwords: PasswordSignIn,
    private readonly signIn: OpenSignIn,
  ) {}

  /** @throws AppError `INVALID_CREDENTIALS`; after the right password `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`, `INVALID_TARGET` */
  login({ resource, ...credentials }: LoginRequest, client: ClientInfo): Promise<SignedInDto> {
    return this.passwords.attempt(credentials, client, (proven) =>
      this.signIn.open({ ...proven, method: PASSWORD_METHOD, amr: AMR, client, resource }),
    );
  }
}

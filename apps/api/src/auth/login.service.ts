import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { AbusiveAddresses } from '#api/risk';
import type { UserWithPassword } from '#api/users';
import { authConfig } from './auth.config.js';
import { accountDisabled, emailNotVerified, invalidCredentials } from './auth.errors.js';
import { OpenSignIn } from './open-sign-in.service.js';
import { PasswordProof, type Proof } from './password-proof.service.js';
import { SignInLedger } from './sign-in-ledger.service.js';
import type { SignedInDto } from './sign-in.dto.js';

export interface LoginRequest {
  readonly email: string;
  readonly password: string;
  /** For whom the access token shall be (RFC 8707), as it was asked for. */
  readonly resource?: unknown;
}

/** RFC 8176: a password. */
const AMR = ['pwd'] as const;
const METHOD = 'password';

/** Signs in by address and password. Who does not know the password learns nothing of the account. */
@Injectable()
export class Login {
  constructor(
    private readonly proof: PasswordProof,
    private readonly signIn: OpenSignIn,
    private readonly ledger: SignInLedger,
    private readonly addresses: AbusiveAddresses,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** @throws AppError `INVALID_CREDENTIALS`; after the right password `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`, `INVALID_TARGET` */
  async login(
    { email, password, resource }: LoginRequest,
    client: ClientInfo,
  ): Promise<SignedInDto> {
    const findUserId = () => this.proof.findUserId(email);
    return this.ledger.attempt({ method: METHOD, client, findUserId }, async () => {
      const proof = await this.proof.byEmail(email, password, client);
      if (!proof.isProven) void this.addresses.note(client.ip);
      const user = this.admit(proof);
      const { failures = 0 } = proof;
      return this.signIn.open({ user, method: METHOD, amr: AMR, client, failures, resource });
    });
  }

  private admit({ user, isProven }: Proof): UserWithPassword {
    if (!user || !isProven) throw invalidCredentials(user?.id);
    if (!user.isActive) throw accountDisabled(user.id);
    const isWaiting = this.config.verificationRequired && !user.isEmailVerified;
    if (isWaiting) throw emailNotVerified(user.id);
    return user;
  }
}

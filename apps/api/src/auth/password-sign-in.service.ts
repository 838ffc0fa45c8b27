import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { AbusiveAddresses } from '#api/protection/risk';
import type { UserWithPassword } from '#api/users';
import { authConfig } from './auth.config.js';
import { accountDisabled, emailNotVerified, invalidCredentials } from './auth.errors.js';
import { PasswordProof, type Proof } from './password-proof.service.js';
import { SignInAudit } from './sign-in-audit.service.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Whose credentials they are, with the wrong ones before them. */
export interface ProvenByPassword {
  readonly user: UserWithPassword;
  readonly failures: number;
}

export const PASSWORD_METHOD = 'password';

/** Judges an address and a password, and keeps count of what is refused. Who does not know the password learns nothing of the account. */
@Injectable()
export class PasswordSignIn {
  constructor(
    private readonly proof: PasswordProof,
    private readonly signInAudit: SignInAudit,
    private readonly addresses: AbusiveAddresses,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * Does `work` with the account that the credentials are of. What it is refused for counts as a failed sign-in.
   * @throws AppError `INVALID_CREDENTIALS`; after the right password `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`
   */
  async attempt<T>(
    { email, password }: Credentials,
    client: ClientInfo,
    work: (proven: ProvenByPassword) => Promise<T>,
  ): Promise<T> {
    const findUserId = () => this.proof.findUserId(email);
    return this.signInAudit.attempt({ method: PASSWORD_METHOD, client, findUserId }, async () => {
      const proof = await this.proof.byEmail(email, password, client);
      if (!proof.isProven) void this.addresses.note(client.ip);
      const { failures = 0 } = proof;
      return work({ user: this.admit(proof), failures });
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

import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { AbusiveAddresses } from '#api/protection/risk';
import { accountDisabled, type UserWithPassword } from '#api/users';
import { authConfig } from './auth.config.js';
import { emailNotVerified, invalidCredentials } from './auth.errors.js';
import { OpenSignIn } from './open-sign-in.service.js';
import { PasswordProof, type Proof } from './password-proof.service.js';
import { SignInAudit } from './sign-in-audit.service.js';
import type { SignedInDto } from './sign-in.dto.js';

export interface EmailAndPassword {
  readonly email: string;
  readonly password: string;
}

export interface LoginRequest extends EmailAndPassword {
  /** The target of the access token (RFC 8707), as the request named it. */
  readonly resource?: unknown;
}

/** The account of an address and its correct password. */
export interface ProvenByPassword {
  readonly user: UserWithPassword;
  readonly method: typeof PASSWORD_METHOD;
  /** Failed attempts before this one. */
  readonly failures: number;
}

/** The method of a sign-in by password; a sign-in by a provider has its name. */
export const PASSWORD_METHOD = 'password';
/** RFC 8176: a password. */
const AMR = ['pwd'] as const;

/** Signs in by address and password. Without the right password the answer discloses nothing about the account. */
@Injectable()
export class Login {
  constructor(
    private readonly proof: PasswordProof,
    private readonly signIn: OpenSignIn,
    private readonly signInAudit: SignInAudit,
    private readonly addresses: AbusiveAddresses,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** @throws AppError `INVALID_CREDENTIALS`; after the right password `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`, `INVALID_TARGET` */
  login({ resource, ...credentials }: LoginRequest, client: ClientInfo): Promise<SignedInDto> {
    return this.attempt(credentials, client, (proven) =>
      this.signIn.open({ ...proven, amr: AMR, client, resource }),
    );
  }

  /**
   * Does `work` with the account of an address and a password. A refusal, also one by `work`, counts as a failed sign-in.
   * @throws AppError `INVALID_CREDENTIALS`; after the right password `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`
   */
  async attempt<T>(
    { email, password }: EmailAndPassword,
    client: ClientInfo,
    work: (proven: ProvenByPassword) => Promise<T>,
  ): Promise<T> {
    const findUserId = () => this.proof.findUserId(email);
    return this.signInAudit.attempt({ method: PASSWORD_METHOD, client, findUserId }, async () => {
      const proof = await this.proof.byEmail(email, password, client);
      if (!proof.isProven) void this.addresses.note(client.ip);
      const { failures = 0 } = proof;
      return work({ user: this.admit(proof), method: PASSWORD_METHOD, failures });
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

import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { isAppError } from '#libs/kernel';
import { RefusalTrail } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { LoginLimits } from '#api/protection/limits';
import { OneTimeTokens, Users, type User } from '#api/users';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { invalidResetToken } from './auth.errors.js';
import { CredentialRevocation } from './credential-revocation.service.js';
import type { Credential } from './credential.js';
import { RecoveryReview, type ReviewedCredentials } from './recovery-review.service.js';

/** What the holder of a mailed token asks for. */
export interface ResetRequest {
  readonly token: string;
  readonly password: string;
  /** Ids of the credentials that stay although they were added lately. */
  readonly keep: readonly string[];
}

/** Sets a new password by a mailed token; opens no session. Refused tokens are kept in the audit trail. */
@Injectable()
export class PasswordReset {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly tokens: OneTimeTokens,
    private readonly passwords: Passwords,
    private readonly review: RecoveryReview,
    private readonly revocation: CredentialRevocation,
    private readonly refusals: RefusalTrail,
    private readonly limits: LoginLimits,
  ) {}

  /**
   * Answers what was removed, and what stayed by choice.
   * @throws AppError `INVALID_RESET_TOKEN`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL`
   */
  async reset(request: ResetRequest, client: ClientInfo): Promise<ReviewedCredentials> {
    return this.recordRefusal(client, async () => {
      // A look first: a made-up token costs no hash, and a password that is refused uses no token up.
      const { email } = await this.unitOfWork.run(({ tx }) => this.getOwner(tx, request.token));
      this.passwords.assertAcceptable(request.password, { email }, 'password');
      const hash = await this.passwords.hash(request.password, hashOptionsOf(client, 'known'));
      const reviewed = await this.replace(request, hash, client);
      await this.limits.forgetSignIns(email);
      return reviewed;
    });
  }

  /**
   * What a reset by this token would review; uses nothing up.
   * @throws AppError `INVALID_RESET_TOKEN`
   */
  listReviewed(token: string, client: ClientInfo): Promise<Credential[]> {
    return this.recordRefusal(client, () => this.readReviewed(token, client));
  }

  /** As `listReviewed`, for a page that is shown again; empty when the token does not work. */
  async findReviewed(token: string, client: ClientInfo): Promise<Credential[]> {
    try {
      return await this.readReviewed(token, client);
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_RESET_TOKEN') return [];
      throw error;
    }
  }

  private readReviewed(token: string, client: ClientInfo): Promise<Credential[]> {
    return this.unitOfWork.run(async ({ tx }) =>
      this.review.list(tx, await this.getOwner(tx, token), client),
    );
  }

  /**
   * Uses the token up. Its bearer reads the account's mail, so that the address is verified, too. Credentials that were
   * added lately are removed, unless they are to be kept; all identities are when the address was not verified before: no
   * provider has vouched for it, and the holder of one may be a stranger.
   */
  private replace(
    { token, keep }: ResetRequest,
    hash: string,
    client: ClientInfo,
  ): Promise<ReviewedCredentials> {
    return this.unitOfWork.run(async (unit) => {
      const { tx } = unit;
      const owner = await this.tokens.consume(tx, 'reset_password', token);
      const user = owner && (await this.users.findById(tx, owner.userId));
      if (!user?.isActive) throw invalidResetToken();
      const reviewed = await this.review.review(tx, user, keep, client);
      await this.users.setPassword(tx, user.id, hash);
      const isFirstProof = await this.users.markVerified(tx, user.id);
      await this.users.markProven(tx, user.id);
      if (isFirstProof) unit.changed({ kind: 'user_changed', userId: user.id });
      await this.revocation.afterNewPassword(unit, {
        user,
        reason: 'password_reset',
        actor: { kind: 'anonymous' },
        client,
        reviewed,
        keptDeviceIds: reviewed.kept.filter(({ kind }) => kind === 'device').map(({ id }) => id),
      });
      return reviewed;
    });
  }

  /** The account of the token, which is not used up. @throws AppError `INVALID_RESET_TOKEN` */
  private async getOwner(tx: Tx, token: string): Promise<User> {
    const owner = await this.tokens.find(tx, 'reset_password', token);
    const user = owner && (await this.users.findById(tx, owner.userId));
    if (!user?.isActive) throw invalidResetToken();
    return user;
  }

  private async recordRefusal<T>(client: ClientInfo, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAppError(error) && error.code === 'INVALID_RESET_TOKEN') {
        this.refusals.noteAttempt({ type: 'user.password_reset_refused', error, client });
      }
      throw error;
    }
  }
}

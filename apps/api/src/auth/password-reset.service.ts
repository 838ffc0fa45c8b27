import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { Tx } from '#libs/database';
import { isAppError } from '#libs/kernel';
import { knownLanguage, type Language } from '#libs/languages';
import { RefusalTrail } from '#api/audit';
import type { RecentFactor } from '#api/factors';
import { UnitOfWork } from '#api/platform/changes';
import { LoginLimits } from '#api/protection/limits';
import { OneTimeTokens, Users, type User } from '#api/users';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { invalidResetToken } from './auth.errors.js';
import { CredentialRevocation } from './credential-revocation.service.js';
import type { Credential } from './credential.js';
import { RecoveryReview, type ReviewedCredentials } from './recovery-review.service.js';

/** A request with a mailed token. */
export interface ResetRequest {
  readonly token: string;
  readonly password: string;
  /** Ids of the credentials that stay although they were added lately. */
  readonly keep: readonly string[];
}

/** What a reset looks at. */
export interface Reviewable {
  /** What a reset removes unless the request keeps it. */
  readonly credentials: readonly Credential[];
  /** The second factors that were added lately, which stay. */
  readonly factors: readonly RecentFactor[];
}

/** What the page of a reset link shows. */
export interface ResetView extends Reviewable {
  /** The address of the account, as typed. */
  readonly address: string;
  /** The language of the account; `null` when none was chosen. */
  readonly locale: Language | null;
}

/** Sets a new password by a mailed token; opens no session. Refused tokens are recorded in the audit trail. */
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
   * Answers the credentials that were removed, and those that the request kept.
   * @throws AppError `INVALID_RESET_TOKEN`, `PASSWORD_UNACCEPTABLE`, `HASH_QUEUE_FULL`
   */
  async reset(request: ResetRequest, client: ClientInfo): Promise<ReviewedCredentials> {
    return this.recordRefusal(client, async () => {
      // Read first: an invalid token costs no hash, and a refused password uses no token up.
      const { email } = await this.unitOfWork.run(({ tx }) => this.getOwner(tx, request.token));
      this.passwords.assertAcceptable(request.password, { email }, 'password');
      const hash = await this.passwords.hash(request.password, hashOptionsOf(client, 'known'));
      const reviewed = await this.replace(request, hash, client);
      await this.limits.forgetSignIns(email);
      return reviewed;
    });
  }

  /**
   * The credentials that a reset by this token would review, and the factors that it leaves; uses nothing up.
   * @throws AppError `INVALID_RESET_TOKEN`
   */
  listReviewed(token: string, client: ClientInfo): Promise<Reviewable> {
    return this.recordRefusal(client, () =>
      this.unitOfWork.run(async ({ tx }) =>
        this.reviewable(tx, await this.getOwner(tx, token), client),
      ),
    );
  }

  /** For the page of a link: `null` when the token does not work, which is not recorded. Uses nothing up. */
  look(token: string, client: ClientInfo): Promise<ResetView | null> {
    return this.unitOfWork.run(async ({ tx }) => {
      const owner = await this.findOwner(tx, token);
      if (!owner) return null;
      const reviewable = await this.reviewable(tx, owner, client);
      return { address: owner.email, ...reviewable, locale: knownLanguage(owner.locale) };
    });
  }

  private async reviewable(tx: Tx, owner: User, client: ClientInfo): Promise<Reviewable> {
    const credentials = await this.review.list(tx, owner, client);
    return { credentials, factors: await this.review.listFactors(tx, owner) };
  }

  /**
   * Uses the token up. Its bearer reads the account's mail, so that the address becomes verified. Credentials that were
   * added lately are removed, unless the request keeps them. When the address was not verified before, all identities are
   * removed: no provider has verified it, and an attacker may have linked them.
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
      const isFirstProof = await this.users.confirm(unit, user.id);
      await this.users.markProven(unit, user.id);
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
    const user = await this.findOwner(tx, token);
    if (!user) throw invalidResetToken();
    return user;
  }

  private async findOwner(tx: Tx, token: string): Promise<User | null> {
    const owner = await this.tokens.find(tx, 'reset_password', token);
    const user = owner && (await this.users.findById(tx, owner.userId));
    return user?.isActive ? user : null;
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

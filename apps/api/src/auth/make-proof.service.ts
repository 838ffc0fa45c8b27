import { Injectable } from '@nestjs/common';
import type { ShownFactor } from '#api/factors';
import { UnitOfWork } from '#api/platform/changes';
import { SignInRiskCheck } from '#api/protection/risk';
import { sessionEnded } from '#api/sessions';
import { Users } from '#api/users';
import { addressForMergeAlone, confirmationRequired } from './auth.errors.js';
import { IssueProof, type IssuedFor, type ProofWish } from './issue-proof.service.js';
import { Login, PASSWORD_METHOD, type EmailAndPassword } from './login.service.js';
import { OpenSignIn } from './open-sign-in.service.js';
import type { ProvenSignIn } from './proven-sign-in.js';
import { OwnFactor } from './own-factor.service.js';
import { OwnPassword } from './password-proof.service.js';

/** The account that was authenticated just before, and the method. */
export type ProvenAccount = Pick<ProvenSignIn, 'user' | 'method' | 'failures' | 'isStillProven'> &
  Pick<IssuedFor, 'identityId' | 'factorId'>;

/** The purpose and the subject of a WebAuthn challenge for a proof. */
export const proofBinding = ({ principal, purpose }: Pick<ProofWish, 'principal' | 'purpose'>) =>
  ({ purpose: 'proof', subject: `${principal.sessionId}:${purpose}` }) as const;

/**
 * Makes fresh proofs, by a password or by a sign-in at a provider just before; for an account with a second factor, by a
 * factor.
 */
@Injectable()
export class MakeProof {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly ownPassword: OwnPassword,
    private readonly ownFactor: OwnFactor,
    private readonly login: Login,
    private readonly signIn: OpenSignIn,
    private readonly riskCheck: SignInRiskCheck,
    private readonly issued: IssueProof,
  ) {}

  /**
   * By the password of the signed-in user.
   * @throws AppError `WRONG_CURRENT_PASSWORD`, also when the account has none; `FACTOR_REQUIRED`, `RATE_LIMITED`, `SESSION_ENDED`
   */
  async byOwnPassword(wish: ProofWish, password: string): Promise<string> {
    await this.issued.assertPasswordMay(wish);
    const shown = { password, field: 'password' };
    const user = await this.ownPassword.getProven(wish.principal, shown, wish.client);
    return this.ofOwn(wish, { user, method: PASSWORD_METHOD });
  }

  /** By a factor of the signed-in user. @throws AppError `WRONG_FACTOR`, `RATE_LIMITED`, `SESSION_ENDED` */
  byOwnFactor(wish: ProofWish, shown: ShownFactor): Promise<string> {
    const { principal, client } = wish;
    const showing = { principal, client, shown, binding: proofBinding(wish) };
    const user = { id: principal.userId };
    return this.ownFactor.use(showing, (tx, { factorId }) =>
      this.issued.issue(tx, wish, { user, method: shown.type, factorId }),
    );
  }

  /**
   * By the password of another account, for a merge, and by a factor of it when it has a second one; it counts as a login to
   * that account.
   * @throws AppError `VALIDATION_FAILED` for another purpose than `merge`; `INVALID_CREDENTIALS`, `EMAIL_NOT_VERIFIED`,
   * `ACCOUNT_DISABLED`, `SIGN_IN_CONFIRMATION_REQUIRED`, `SESSION_ENDED`; after the right password `FACTOR_REQUIRED`,
   * `WRONG_FACTOR`
   */
  async byOtherPassword(
    wish: ProofWish,
    credentials: EmailAndPassword,
    shown: ShownFactor | null,
  ): Promise<string> {
    if (wish.purpose !== 'merge') throw addressForMergeAlone();
    return this.login.attempt(credentials, wish.client, async (proven) => {
      const used = shown && (await this.useOther(wish, proven, shown));
      return this.ofOther(wish, { ...proven, ...used });
    });
  }

  /**
   * For the account of the signed-in user, who is authenticated already.
   * @throws AppError `FACTOR_REQUIRED`; `SESSION_ENDED` when the session has ended, the account was deactivated or its password
   * changed meanwhile
   */
  ofOwn(wish: ProofWish, proven: ProvenAccount): Promise<string> {
    return this.unitOfWork.run(async ({ tx }) => {
      const user = await this.users.lock(tx, proven.user.id);
      if (user?.password !== proven.user.password) throw sessionEnded();
      if ((await proven.isStillProven?.(tx)) === false) throw sessionEnded();
      return this.issued.issue(tx, wish, proven);
    });
  }

  /**
   * For another account, which is authenticated already; the risk check examines it as a sign-in to that account.
   * @throws AppError `INVALID_CREDENTIALS`, `FACTOR_REQUIRED`, `SIGN_IN_CONFIRMATION_REQUIRED`, `SESSION_ENDED`
   */
  async ofOther(wish: ProofWish, proven: ProvenAccount): Promise<string> {
    const { principal, client } = wish;
    const { factorId = null } = proven;
    if (factorId === null && (await this.issued.needsFactor(proven.user.id)))
      await this.notify(wish, proven);
    const { proof, user, credential } = await this.unitOfWork.run(async ({ tx }) => {
      const finding = await this.signIn.examine(tx, { ...proven, client });
      const { user, deviceMatch } = finding;
      const { credential } = deviceMatch.held;
      if (finding.isRefusal) {
        await this.riskCheck.refuse(tx, finding);
        return { proof: null, user, credential };
      }
      const deviceId = await this.riskCheck.admit(tx, finding);
      await this.riskCheck.tell(tx, finding, { deviceId, sessionId: principal.sessionId });
      return { proof: await this.issued.issue(tx, wish, proven), user, credential };
    });
    client.device?.give(credential);
    if (proof === null) throw confirmationRequired(user.id);
    return proof;
  }

  private async useOther(
    wish: ProofWish,
    proven: ProvenAccount,
    shown: ShownFactor,
  ): Promise<Pick<ProvenAccount, 'factorId'>> {
    const { principal, client } = wish;
    const accountId = proven.user.id;
    const showing = { principal, accountId, client, shown, binding: proofBinding(wish) };
    try {
      return await this.ownFactor.use(showing, (_tx, { factorId }) =>
        Promise.resolve({ factorId }),
      );
    } catch (refusal) {
      await this.notify(wish, proven);
      throw refusal;
    }
  }

  /** Of a proof that goes no further than the first factor: a password must not be tested without a notice to its owner. */
  private notify({ client }: ProofWish, proven: ProvenAccount): Promise<void> {
    return this.unitOfWork.run(async ({ tx }) => {
      const finding = await this.signIn.examine(tx, { ...proven, client });
      await this.riskCheck.turnAway(tx, this.riskCheck.asNotice(finding));
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal, ProofPurpose } from '#libs/access';
import type { Tx } from '#libs/database';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { SignInRiskCheck } from '#api/protection/risk';
import { sessionEnded } from '#api/sessions';
import { Users } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import { addressForMergeAlone, confirmationRequired } from './auth.errors.js';
import { Login, PASSWORD_METHOD, type EmailAndPassword } from './login.service.js';
import { OpenSignIn } from './open-sign-in.service.js';
import type { ProvenSignIn } from './proven-sign-in.js';
import { OwnPassword } from './password-proof.service.js';

/** The session of a fresh proof, its purpose, and the client. */
export interface ProofWish {
  readonly principal: Pick<Principal, 'userId' | 'sessionId'>;
  readonly purpose: ProofPurpose;
  readonly client: ClientInfo;
}

/** The account that was authenticated just before, and the method. */
export type ProvenAccount = Pick<ProvenSignIn, 'user' | 'method' | 'failures' | 'isStillProven'> & {
  /** The linked identity, of a proof by a provider. */
  readonly identityId?: string;
};

/** Makes fresh proofs, by a password or by a sign-in at a provider just before. */
@Injectable()
export class MakeProof {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: Users,
    private readonly ownPassword: OwnPassword,
    private readonly login: Login,
    private readonly signIn: OpenSignIn,
    private readonly riskCheck: SignInRiskCheck,
    private readonly proofs: FreshProofs,
    private readonly audit: Audit,
  ) {}

  /**
   * By the password of the signed-in user.
   * @throws AppError `WRONG_CURRENT_PASSWORD`, also when the account has none; `RATE_LIMITED`, `SESSION_ENDED`
   */
  async byOwnPassword(wish: ProofWish, password: string): Promise<string> {
    const shown = { password, field: 'password' };
    const user = await this.ownPassword.getProven(wish.principal, shown, wish.client);
    return this.ofOwn(wish, { user, method: PASSWORD_METHOD });
  }

  /**
   * By the password of another account, for a merge; it counts as a login to that account.
   * @throws AppError `VALIDATION_FAILED` for another purpose than `merge`; `INVALID_CREDENTIALS`, `EMAIL_NOT_VERIFIED`,
   * `ACCOUNT_DISABLED`, `SIGN_IN_CONFIRMATION_REQUIRED`, `SESSION_ENDED`
   */
  async byOtherPassword(wish: ProofWish, credentials: EmailAndPassword): Promise<string> {
    if (wish.purpose !== 'merge') throw addressForMergeAlone();
    return this.login.attempt(credentials, wish.client, (proven) => this.ofOther(wish, proven));
  }

  /**
   * For the account of the signed-in user, who is authenticated already.
   * @throws AppError `SESSION_ENDED` when the session has ended, the account was deactivated or its password changed meanwhile
   */
  ofOwn(wish: ProofWish, proven: ProvenAccount): Promise<string> {
    return this.unitOfWork.run(async ({ tx }) => {
      const user = await this.users.lock(tx, proven.user.id);
      if (user?.password !== proven.user.password) throw sessionEnded();
      if ((await proven.isStillProven?.(tx)) === false) throw sessionEnded();
      return this.issue(tx, wish, proven);
    });
  }

  /**
   * For another account, which is authenticated already; the risk check examines it as a sign-in to that account.
   * @throws AppError `INVALID_CREDENTIALS`, `SECOND_FACTOR_REQUIRED`, `SIGN_IN_CONFIRMATION_REQUIRED`, `SESSION_ENDED`
   */
  async ofOther(wish: ProofWish, proven: ProvenAccount): Promise<string> {
    const { principal, client } = wish;
    const { proof, user, credential } = await this.unitOfWork.run(async ({ tx }) => {
      const finding = await this.signIn.examineAlone(tx, { ...proven, client });
      const { user, deviceMatch } = finding;
      const { credential } = deviceMatch.held;
      if (finding.isRefusal) {
        await this.riskCheck.refuse(tx, finding);
        return { proof: null, user, credential };
      }
      const deviceId = await this.riskCheck.admit(tx, finding);
      await this.riskCheck.tell(tx, finding, { deviceId, sessionId: principal.sessionId });
      return { proof: await this.issue(tx, wish, proven), user, credential };
    });
    client.device?.give(credential);
    if (proof === null) throw confirmationRequired(user.id);
    return proof;
  }

  /** The account is locked by the caller. @throws AppError `SESSION_ENDED` */
  private async issue(tx: Tx, wish: ProofWish, proven: ProvenAccount): Promise<string> {
    const { principal, purpose, client } = wish;
    const { user, method, identityId = null } = proven;
    const { userId, sessionId } = principal;
    const request = { purpose, sessionId, userId: user.id, identityId };
    const proof = await this.proofs.issue(tx, request);
    if (proof === null) throw sessionEnded();
    await this.audit.record(tx, {
      type: 'proof.made',
      outcome: 'success',
      actor: { kind: 'user', id: userId, sessionId },
      target: { kind: 'user', id: user.id },
      client,
      details: { purpose, method },
    });
    return proof;
  }
}

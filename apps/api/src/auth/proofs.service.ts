import { Injectable } from '@nestjs/common';
import { addressForMergeAlone } from './auth.errors.js';
import type { ProofWish } from './issue-proof.service.js';
import { MakeProof } from './make-proof.service.js';
import { Login, PASSWORD_METHOD, type EmailAndPassword } from './login.service.js';
import { OwnPassword } from './own-password.service.js';

/** Makes proofs of passwords. */
@Injectable()
export class Proofs {
  constructor(
    private readonly ownPassword: OwnPassword,
    private readonly login: Login,
    private readonly proofs: MakeProof,
  ) {}

  /** @throws AppError `WRONG_CURRENT_PASSWORD`, also when the account has none; `RATE_LIMITED`, `SESSION_ENDED` */
  async ofOwn(wish: ProofWish, password: string): Promise<string> {
    const shown = { password, field: 'password' };
    const user = await this.ownPassword.getProven(wish.principal, shown, wish.client);
    return this.proofs.ofOwn(wish, { user, method: PASSWORD_METHOD });
  }

  /**
   * Of another account, as a sign-in to it is judged.
   * @throws AppError `VALIDATION_FAILED` for another purpose than `merge`; `INVALID_CREDENTIALS`, `EMAIL_NOT_VERIFIED`,
   * `ACCOUNT_DISABLED`, `SIGN_IN_CONFIRMATION_REQUIRED`, `SESSION_ENDED`
   */
  async ofOther(wish: ProofWish, credentials: EmailAndPassword): Promise<string> {
    if (wish.purpose !== 'merge') throw addressForMergeAlone();
    return this.login.attempt(credentials, wish.client, (proven) =>
      this.proofs.ofOther(wish, proven),
    );
  }
}

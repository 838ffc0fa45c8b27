import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { LoginBackOff } from '#api/protection/login-back-off';
import { SignInRiskCheck, type Finding } from '#api/protection/risk';
import { Users } from '#api/users';
import type { ProvenSignIn } from './proven-sign-in.js';

/** Has the risk check examine an authenticated sign-in. */
@Injectable()
export class ExamineSignIn {
  constructor(
    private readonly users: Users,
    private readonly backOff: LoginBackOff,
    private readonly riskCheck: SignInRiskCheck,
  ) {}

  /**
   * The finding of the risk check; locks the account until the transaction ends. `null` when the proof is no longer valid or the
   * account was deactivated meanwhile.
   */
  async examine(tx: Tx, signIn: Omit<ProvenSignIn, 'amr'>): Promise<Finding | null> {
    const { id, password } = signIn.user;
    const user = await this.users.lock(tx, id);
    if (!user?.isActive || user.password !== password) return null;
    const isProven = (await signIn.isStillProven?.(tx)) ?? true;
    if (!isProven) return null;
    const byStrangers = await this.backOff.failuresOf(tx, user.emailCanonical);
    const failures = Math.max(signIn.failures ?? 0, byStrangers);
    return this.riskCheck.examine(tx, { user, client: signIn.client, failures });
  }
}

import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { Clock } from '#libs/kernel';
import type { CeremonyBinding, FactorShowing, ShownFactor, UsedFactor } from '../factor.js';
import { CeremonyChallenges } from './ceremony-challenges.service.js';
import { challengeIn, readAssertion } from './passkey-response.js';
import { PasskeyVerification } from './passkey-verification.service.js';
import { PasskeyWarnings } from './passkey-warnings.service.js';
import { PasskeysStore } from './passkeys.store.js';
import { userHandleOf } from './user-handle.js';

/** Verifies passkeys. */
@Injectable()
export class PasskeyUse {
  constructor(
    private readonly store: PasskeysStore,
    private readonly challenges: CeremonyChallenges,
    private readonly verification: PasskeyVerification,
    private readonly warnings: PasskeyWarnings,
    private readonly clock: Clock,
  ) {}

  /**
   * `null` when it is wrong or used. The challenge is used up after everything else was verified, so that a wrong response
   * stores nothing. A counter that goes back is recorded and mailed to the owner: the caller commits also after `null`.
   */
  async verify(
    tx: Tx,
    showing: FactorShowing<Extract<ShownFactor, { readonly type: 'passkey' }>>,
  ): Promise<UsedFactor | null> {
    const { userId, shown, binding, client } = showing;
    const answered = this.read(shown.response, binding);
    if (!answered || !isHandleOf(userId, binding, answered.userHandle)) return null;
    const { response, challenge } = answered;
    const passkey = await this.store.find(tx, userId, Buffer.from(response.id, 'base64url'));
    if (!passkey) return null;
    const verdict = await this.verification.assertion(response, passkey, challenge);
    if (!('verified' in verdict)) return null;
    if (!(await this.challenges.accept(tx, binding, challenge))) return null;
    const { factorId, name, isBackupEligible } = passkey;
    const { signCount, isBackedUp } = verdict.verified;
    const use = { factorId, signCount, isBackedUp, now: this.clock.now() };
    if (await this.store.recordUse(tx, use)) {
      const key = isBackupEligible ? 'swk' : 'hwk';
      return { factorId, type: 'passkey', name, amr: [key, 'user'] };
    }
    await this.warnings.counterWentBack(tx, { userId, passkey, signCount, client });
    return null;
  }

  /** The account whose passkey the response names, which is not verified; `null` also for a challenge of another ceremony. */
  async findOwner(tx: Tx, shown: unknown, binding: CeremonyBinding): Promise<string | null> {
    const answered = this.read(shown, binding);
    return answered && this.store.findOwner(tx, Buffer.from(answered.response.id, 'base64url'));
  }

  /** Whether the account has this passkey now. */
  isKept(tx: Tx, userId: string, factorId: string): Promise<boolean> {
    return this.store.isOf(tx, userId, factorId);
  }

  private read(shown: unknown, binding: CeremonyBinding) {
    const response = readAssertion(shown);
    const challenge = response && challengeIn(response.response);
    if (!response || !this.challenges.isValid(binding, challenge)) return null;
    return { response, challenge, userHandle: response.response.userHandle };
  }
}

/** WebAuthn section 7.2 step 6: required where the response alone names the account. */
function isHandleOf(
  userId: string,
  { purpose }: CeremonyBinding,
  userHandle: string | undefined,
): boolean {
  if (userHandle === undefined) return purpose !== 'sign_in';
  return userHandle === userHandleOf(userId);
}

import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { ClientInfo, Principal } from '#libs/access';
import { Database } from '#libs/database';
import { UnitOfWork } from '#api/platform/changes';
import { sessionEnded } from '#api/sessions';
import { Users } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import type { CeremonyBinding } from '../factor.js';
import { AddPasskey, type AddedPasskey } from './add-passkey.service.js';
import { CeremonyChallenges } from './ceremony-challenges.service.js';
import { PasskeyCeremonies } from './passkey-ceremonies.service.js';
import { challengeIn, readAttestation } from './passkey-response.js';
import { PasskeyVerification } from './passkey-verification.service.js';
import { passkeyRefused } from './passkeys.errors.js';

/** A response of an authenticator, as it came, and the name that the person gave. */
export interface ShownRegistration {
  readonly response: unknown;
  readonly name: string | null;
}

/**
 * Adds passkeys to the account of the signed-in user. The fresh proof is shown for the options and used up with the passkey: a
 * ceremony that is refused or given up leaves it usable, and no passkey is added without it.
 */
@Injectable()
export class PasskeyRegistration {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly ceremonies: PasskeyCeremonies,
    private readonly challenges: CeremonyChallenges,
    private readonly verification: PasskeyVerification,
    private readonly adding: AddPasskey,
    private readonly users: Users,
    private readonly proofs: FreshProofs,
  ) {}

  /** @throws AppError `PROOF_REQUIRED`, `SESSION_ENDED` */
  async options(
    principal: Principal,
    client: ClientInfo,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { pool } = this.database;
    await this.proofs.assertShown(pool, { principal, client }, 'add_factor');
    const user = await this.users.findById(pool, principal.userId);
    if (!user) throw sessionEnded();
    return this.ceremonies.creationOptions(pool, user, bindingOf(principal));
  }

  /** @throws AppError `PASSKEY_REFUSED`, `PASSKEY_TAKEN`, `TOO_MANY_PASSKEYS`, `PROOF_REQUIRED`, `SESSION_ENDED` */
  async finish(
    principal: Principal,
    shown: ShownRegistration,
    client: ClientInfo,
  ): Promise<AddedPasskey> {
    const binding = bindingOf(principal);
    const response = readAttestation(shown.response);
    const challenge = response && challengeIn(response.response);
    if (!response || !this.challenges.isValid(binding, challenge))
      throw passkeyRefused(new Error('The challenge is not of this session, or too old'));
    const verdict = await this.verification.attestation(response, challenge);
    if (!('verified' in verdict)) throw passkeyRefused(verdict.refusal);
    const credential = verdict.verified;
    return this.work.run(async (unit) => {
      const { tx } = unit;
      const user = await this.users.lock(tx, principal.userId);
      if (!user?.isActive) throw sessionEnded();
      await this.proofs.consume(tx, { principal, client }, 'add_factor');
      if (!(await this.challenges.accept(tx, binding, challenge)))
        throw passkeyRefused(new Error('The challenge was used'));
      return this.adding.add(unit, user, { credential, name: shown.name, principal, client });
    });
  }
}

const bindingOf = ({ sessionId }: Principal): CeremonyBinding => ({
  purpose: 'registration',
  subject: sessionId,
});

import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { ClientInfo, Principal } from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import { Audit } from '#api/audit';
import { Outbox } from '#api/mail';
import { sessionEnded } from '#api/sessions';
import { addressee, Users, type User } from '#api/users';
import { FreshProofs } from '#api/users/proofs';
import type { CeremonyBinding } from '../factor.js';
import { authenticatorNameOf } from './authenticator-names.js';
import { CeremonyChallenges } from './ceremony-challenges.service.js';
import { PasskeyCeremonies } from './passkey-ceremonies.service.js';
import { challengeIn, readAttestation } from './passkey-response.js';
import { PasskeyVerification, type RegisteredCredential } from './passkey-verification.service.js';
import { passkeyRefused, tooManyPasskeys } from './passkeys.errors.js';
import { PasskeysStore, type NewPasskey } from './passkeys.store.js';

export const MOST_PASSKEYS = 10;

/** A response of an authenticator, as it came, and the name that the person gave. */
export interface ShownRegistration {
  readonly response: unknown;
  readonly name: string | null;
}

export interface AddedPasskey {
  readonly id: string;
  readonly name: string;
  /** The model; `null` when it is not known. */
  readonly authenticator: string | null;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  readonly createdAt: Date;
}

/**
 * Adds passkeys to the account of the signed-in user. The fresh proof is shown for the options and used up with the passkey: a
 * ceremony that is refused or given up leaves it usable, and no passkey is added without it.
 */
@Injectable()
export class PasskeyRegistration {
  constructor(
    private readonly database: Database,
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
    return this.database.transaction(async (tx) => {
      const user = await this.users.lock(tx, principal.userId);
      if (!user?.isActive) throw sessionEnded();
      await this.proofs.consume(tx, { principal, client }, 'add_factor');
      if (!(await this.challenges.accept(tx, binding, challenge)))
        throw passkeyRefused(new Error('The challenge was used'));
      return this.adding.add(tx, user, { credential, name: shown.name, principal, client });
    });
  }
}

const bindingOf = ({ sessionId }: Principal): CeremonyBinding => ({
  purpose: 'registration',
  subject: sessionId,
});

interface Addition {
  readonly credential: RegisteredCredential;
  readonly name: string | null;
  readonly principal: Principal;
  readonly client: ClientInfo;
}

/** Stores a verified passkey, and tells the owner. */
@Injectable()
export class AddPasskey {
  constructor(
    private readonly store: PasskeysStore,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** The caller has locked the account. @throws AppError `PASSKEY_TAKEN`, `TOO_MANY_PASSKEYS` */
  async add(tx: Tx, user: User, addition: Addition): Promise<AddedPasskey> {
    const passkey = this.passkeyOf(user, addition);
    if (!(await this.store.insert(tx, passkey, MOST_PASSKEYS)))
      throw tooManyPasskeys(MOST_PASSKEYS);
    const authenticator = authenticatorNameOf(passkey.aaguid);
    const data = { at: passkey.createdAt, authenticator };
    await this.outbox.enqueue(tx, { template: 'passkey-added', data, ...addressee(user) });
    const { factorId: id, name, isBackupEligible, isBackedUp, createdAt } = passkey;
    const { sessionId } = addition.principal;
    await this.audit.record(tx, {
      type: 'passkey.added',
      outcome: 'success',
      actor: { kind: 'user', id: user.id, sessionId },
      target: { kind: 'user', id: user.id },
      client: addition.client,
      details: {
        factor_id: id,
        aaguid: passkey.aaguid,
        attestation: addition.credential.fmt,
        device_bound: !isBackupEligible,
      },
    });
    return { id, name, authenticator, isBackupEligible, isBackedUp, createdAt };
  }

  private passkeyOf(user: User, { credential, name, principal, client }: Addition): NewPasskey {
    const { aaguid } = credential;
    const { id, publicKey, counter, transports = [] } = credential.credential;
    return {
      factorId: newId(),
      userId: user.id,
      name: name ?? authenticatorNameOf(aaguid) ?? 'Passkey',
      createdAt: this.clock.now(),
      madeIn: principal.sessionId,
      madeFrom: client.ip,
      credentialId: Buffer.from(id, 'base64url'),
      publicKey: Buffer.from(publicKey),
      signCount: counter,
      transports,
      aaguid,
      isBackupEligible: credential.credentialDeviceType === 'multiDevice',
      isBackedUp: credential.credentialBackedUp,
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import type { Tx } from '#libs/database';
import { Clock, newId } from '#libs/kernel';
import { Audit } from '#api/audit';
import { Outbox } from '#api/mail';
import { addressee, type User } from '#api/users';
import { authenticatorNameOf } from './authenticator-names.js';
import type { RegisteredCredential } from './passkey-verification.service.js';
import { tooManyPasskeys } from './passkeys.errors.js';
import { PasskeysStore, type NewPasskey } from './passkeys.store.js';

const MOST_PASSKEYS = 10;

export interface AddedPasskey {
  readonly id: string;
  readonly name: string;
  /** The model; `null` when it is not known. */
  readonly authenticator: string | null;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  readonly createdAt: Date;
}

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

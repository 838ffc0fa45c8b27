import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Clock, newId } from '#libs/kernel';
import type { Unit } from '#api/platform/changes';
import type { User } from '#api/users';
import { EnrolledFactor } from '../enrolled-factor.service.js';
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
  /** Shown this once; `null` when the account had some before. */
  readonly recoveryCodes: readonly string[] | null;
}

interface Addition {
  readonly credential: RegisteredCredential;
  readonly name: string | null;
  readonly principal: Principal;
  readonly client: ClientInfo;
}

/** Stores a verified passkey, which counts from then on. */
@Injectable()
export class AddPasskey {
  constructor(
    private readonly store: PasskeysStore,
    private readonly enrolled: EnrolledFactor,
    private readonly clock: Clock,
  ) {}

  /** The caller has locked the account. @throws AppError `PASSKEY_TAKEN`, `TOO_MANY_PASSKEYS` */
  async add(unit: Unit, user: User, addition: Addition): Promise<AddedPasskey> {
    const passkey = this.passkeyOf(user, addition);
    if (!(await this.store.insert(unit.tx, passkey, MOST_PASSKEYS)))
      throw tooManyPasskeys(MOST_PASSKEYS);
    const { factorId: id, name, aaguid, isBackupEligible, isBackedUp, createdAt } = passkey;
    const authenticator = authenticatorNameOf(aaguid);
    const recoveryCodes = await this.enrolled.settle(
      unit,
      user,
      addition,
      { id, type: 'passkey', name, model: authenticator },
      { aaguid, attestation: addition.credential.fmt, device_bound: !isBackupEligible },
    );
    return { id, name, authenticator, isBackupEligible, isBackedUp, createdAt, recoveryCodes };
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

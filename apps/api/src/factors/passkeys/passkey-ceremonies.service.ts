import { Inject, Injectable } from '@nestjs/common';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialDescriptorJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { coreConfig, type ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import type { User } from '#api/users';
import type { CeremonyBinding } from '../factor.js';
import { CEREMONY_SECONDS, CeremonyChallenges } from './ceremony-challenges.service.js';
import { ALGORITHMS, PasskeyVerification } from './passkey-verification.service.js';
import { passkeysConfig } from './passkeys.config.js';
import { PasskeysStore, type PasskeyDescriptor } from './passkeys.store.js';
import { userHandleOf } from './user-handle.js';

const TIMEOUT_MS = CEREMONY_SECONDS * 1000;

/** Begins WebAuthn ceremonies: the options that a browser gives to an authenticator. Nothing is stored. */
@Injectable()
export class PasskeyCeremonies {
  constructor(
    private readonly store: PasskeysStore,
    private readonly challenges: CeremonyChallenges,
    private readonly verification: PasskeyVerification,
    @Inject(passkeysConfig.KEY) private readonly config: ConfigOf<typeof passkeysConfig>,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
  ) {}

  /**
   * For `navigator.credentials.get`.
   * @param userId the account whose passkeys may answer; `null` for a sign-in by a passkey alone, where the person chooses
   */
  async optionsFor(
    tx: Tx,
    userId: string | null,
    binding: CeremonyBinding,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const known = userId === null ? [] : await this.store.listDescriptors(tx, userId);
    return {
      rpId: this.verification.party.id,
      challenge: this.challenges.make(binding).toString('base64url'),
      allowCredentials: known.map(descriptorOf),
      timeout: TIMEOUT_MS,
      userVerification: 'required',
    };
  }

  /** For `navigator.credentials.create`. */
  async creationOptions(
    tx: Tx,
    user: User,
    binding: CeremonyBinding,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const known = await this.store.listDescriptors(tx, user.id);
    const name = [user.firstName, user.lastName].filter((part) => part !== null).join(' ');
    return {
      rp: { id: this.verification.party.id, name: this.core.appName },
      user: { id: userHandleOf(user.id), name: user.email, displayName: name || user.email },
      challenge: this.challenges.make(binding).toString('base64url'),
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout: TIMEOUT_MS,
      excludeCredentials: known.map(descriptorOf),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: this.config.attestation,
      extensions: { credProps: true },
    };
  }
}

function descriptorOf(passkey: PasskeyDescriptor): PublicKeyCredentialDescriptorJSON {
  const { credentialId, transports } = passkey;
  return {
    type: 'public-key',
    id: credentialId.toString('base64url'),
    transports: [...transports],
  };
}

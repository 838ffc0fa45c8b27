import { Inject, Injectable } from '@nestjs/common';
import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
  VerifiedRegistrationResponse,
} from '@simplewebauthn/server';
import { coreConfig, type ConfigOf } from '#libs/config';
import { passkeysConfig } from './passkeys.config.js';
import type { KeptPasskey } from './passkeys.store.js';
import { relyingPartyOf, type RelyingParty } from './relying-party.js';

/** COSE algorithms that new passkeys may use, the preferred one first: ES256, EdDSA, RS256. */
export const ALGORITHMS = [-7, -8, -257] as const;

export type RegisteredCredential = NonNullable<VerifiedRegistrationResponse['registrationInfo']>;

/** What an authenticator has signed with a passkey. */
export interface VerifiedAssertion {
  readonly signCount: number;
  readonly isBackedUp: boolean;
}

/** A result, or for the log why the response is not accepted. */
export type Verdict<T> = { readonly verified: T } | { readonly refusal: unknown };

/** RSA keys of 4096 bits have 530 bytes. */
const MAX_PUBLIC_KEY_BYTES = 1024;

/** Verifies the responses of authenticators (WebAuthn sections 7.1 and 7.2), but for their challenges and counters. */
@Injectable()
export class PasskeyVerification {
  readonly party: RelyingParty;
  private readonly library = loadOnce();

  constructor(
    @Inject(passkeysConfig.KEY) private readonly config: ConfigOf<typeof passkeysConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.party = relyingPartyOf(config, core);
  }

  /** @param challenge the one that the response answers, verified by the caller */
  async assertion(
    response: AuthenticationResponseJSON,
    passkey: KeptPasskey,
    challenge: string,
  ): Promise<Verdict<VerifiedAssertion>> {
    const { verifyAuthenticationResponse } = await this.library();
    return verdictOf(async () => {
      const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
        response,
        ...this.expected(challenge),
        // The counter is compared by the statement that records the use.
        credential: { id: response.id, publicKey: Uint8Array.from(passkey.publicKey), counter: 0 },
      });
      if (!verified) throw new Error('The signature is wrong');
      const isBackupEligible = info.credentialDeviceType === 'multiDevice';
      if (isBackupEligible !== passkey.isBackupEligible)
        throw new Error('A passkey never changes whether it can be backed up');
      return { signCount: info.newCounter, isBackedUp: info.credentialBackedUp };
    });
  }

  /** @param challenge the one that the response answers, verified by the caller */
  async attestation(
    response: RegistrationResponseJSON,
    challenge: string,
  ): Promise<Verdict<RegisteredCredential>> {
    const { verifyRegistrationResponse } = await this.library();
    return verdictOf(async () => {
      const { registrationInfo: info } = await verifyRegistrationResponse({
        response,
        ...this.expected(challenge),
        supportedAlgorithmIDs: [...ALGORITHMS],
      });
      if (!info) throw new Error('The attestation statement is wrong');
      if (info.credential.id !== response.id)
        throw new Error('The credential id is not that of the authenticator data');
      if (this.config.attestation === 'none' && !['none', 'packed'].includes(info.fmt))
        throw new Error(`The attestation ${info.fmt} was not asked for`);
      if (info.credential.publicKey.length > MAX_PUBLIC_KEY_BYTES)
        throw new Error('The public key is too long');
      return info;
    });
  }

  private expected(challenge: string) {
    return {
      expectedChallenge: challenge,
      expectedOrigin: [...this.party.origins],
      expectedRPID: this.party.id,
      requireUserVerification: true,
    };
  }
}

/** Nothing in `verify` uses the database: whatever it throws is about the response. */
async function verdictOf<T>(verify: () => Promise<T>): Promise<Verdict<T>> {
  try {
    return { verified: await verify() };
  } catch (refusal) {
    return { refusal };
  }
}

/** The formats whose certificates the library would check, with requests to their issuers. */
const ROOTED = ['android-key', 'android-safetynet', 'apple'] as const;

/** Loads the library at its first use: it is large, and a server without passkeys needs none of it. */
function loadOnce() {
  let loading: ReturnType<typeof load> | undefined;
  return () => (loading ??= load());
}

async function load() {
  const library = await import('@simplewebauthn/server');
  for (const identifier of ROOTED) {
    library.SettingsService.setRootCertificates({ identifier, certificates: [] });
  }
  return library;
}

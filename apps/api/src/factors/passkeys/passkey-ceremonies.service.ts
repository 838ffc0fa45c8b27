import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Tx } from '#libs/database';
import type { CeremonyBinding } from '../factor.js';

/** Begins the ceremonies in which a passkey is shown. */
@Injectable()
export class PasskeyCeremonies {
  /** What a browser needs to ask for a passkey of the account; `null`: for a passkey of any account. */
  optionsFor(
    _tx: Tx,
    _userId: string | null,
    { subject }: CeremonyBinding,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return Promise.resolve({ challenge: subject });
  }
}

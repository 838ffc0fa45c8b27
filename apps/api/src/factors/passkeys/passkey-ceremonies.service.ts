import { Injectable } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Tx } from '#libs/database';
import { randomToken } from '#libs/kernel';
import type { CeremonyBinding } from '../factor.js';

/** What a browser needs to show a passkey. */
@Injectable()
export class PasskeyCeremonies {
  /** @param _userId whose passkeys may be shown; `null`: any */
  optionsFor(
    _tx: Tx,
    _userId: string | null,
    _binding: CeremonyBinding,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return Promise.resolve({ challenge: randomToken() });
  }
}

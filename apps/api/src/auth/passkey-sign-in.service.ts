import { Inject, Injectable } from '@nestjs/common';
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { MULTI_FACTOR, type ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { PasskeyCeremonies, PasskeyUse, type CeremonyBinding, type UsedFactor } from '#api/factors';
import { AbusiveAddresses } from '#api/protection/risk';
import { accountDisabled, Users, type UserWithPassword } from '#api/users';
import { authConfig } from './auth.config.js';
import { emailNotVerified, invalidCredentials } from './auth.errors.js';
import { OpenSignIn } from './open-sign-in.service.js';
import type { PasskeySignInDto } from './passkey-sign-in.dto.js';
import { SignInAudit } from './sign-in-audit.service.js';
import type { SignedInDto } from './sign-in.dto.js';

/** The method of a sign-in by a passkey alone. */
export const PASSKEY_METHOD = 'passkey';

const BINDING: CeremonyBinding = { purpose: 'sign_in', subject: '' };

interface Proven {
  readonly user: UserWithPassword;
  readonly used: UsedFactor;
}

/**
 * Signs in by a passkey alone. It proves possession of the authenticator and, by its user verification, a PIN or a fingerprint:
 * two factors. Without a right passkey the answer discloses nothing about any account.
 */
@Injectable()
export class PasskeySignIn {
  constructor(
    private readonly database: Database,
    private readonly ceremonies: PasskeyCeremonies,
    private readonly passkeys: PasskeyUse,
    private readonly users: Users,
    private readonly signIn: OpenSignIn,
    private readonly signInAudit: SignInAudit,
    private readonly addresses: AbusiveAddresses,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /** The same for everybody, but for the challenge; the person chooses the account. */
  options(): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.ceremonies.optionsFor(this.database.pool, null, BINDING);
  }

  /** @throws AppError `INVALID_CREDENTIALS`; after a right passkey `EMAIL_NOT_VERIFIED`, `ACCOUNT_DISABLED`, `INVALID_TARGET` */
  login({ response, resource }: PasskeySignInDto, client: ClientInfo): Promise<SignedInDto> {
    return this.signInAudit.attempt({ method: PASSKEY_METHOD, client }, async () => {
      const { user, used } = await this.prove(response, client);
      this.admit(user);
      return this.signIn.open({
        user,
        method: PASSKEY_METHOD,
        amr: [...used.amr, MULTI_FACTOR],
        client,
        resource,
        isStillProven: (tx) => this.passkeys.isKept(tx, user.id, used.factorId),
      });
    });
  }

  /**
   * Uses the passkey up in a transaction of its own, which also commits what a refusal records.
   * @throws AppError `INVALID_CREDENTIALS`
   */
  private async prove(response: PasskeySignInDto['response'], client: ClientInfo): Promise<Proven> {
    const shown = { type: 'passkey' as const, response: toShown(response) };
    const proven = await this.database.transaction(async (tx) => {
      const userId = await this.passkeys.findOwner(tx, response, BINDING);
      const user = userId === null ? null : await this.users.lock(tx, userId);
      if (!user) return { user: null, used: null };
      const showing = { userId: user.id, shown, client, binding: BINDING };
      return { user, used: await this.passkeys.verify(tx, showing) };
    });
    const { user, used } = proven;
    if (user && used) return { user, used };
    void this.addresses.note(client.ip);
    throw invalidCredentials(user?.id);
  }

  private admit(user: UserWithPassword): void {
    if (!user.isActive) throw accountDisabled(user.id);
    const isWaiting = this.config.verificationRequired && !user.isEmailVerified;
    if (isWaiting) throw emailNotVerified(user.id);
  }
}

/** The verification reads each field by itself and tolerates any value. */
const toShown = (response: PasskeySignInDto['response']) =>
  response as unknown as Parameters<PasskeyUse['verify']>[1]['shown']['response'];

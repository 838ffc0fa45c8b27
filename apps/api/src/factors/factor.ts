import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { ClientInfo } from '#libs/access';
import type { FactorEntity, FactorType } from './factor.entity.js';

export type { FactorType } from './factor.entity.js';

/** A factor that counts, as the person who must show one is offered it. */
export type OfferedFactor = Readonly<Pick<FactorEntity, 'id' | 'type' | 'name'>>;

/** A factor with what tells when and where it was made. */
export type MadeFactor = OfferedFactor & Readonly<Pick<FactorEntity, 'createdAt' | 'madeFrom'>>;

/** A factor that counts, with the session in which it was made. */
export type RecentFactor = MadeFactor & {
  readonly madeIn: string | null;
  readonly confirmedAt: Date;
};

/** What a person shows as a factor, not verified. */
export type ShownFactor =
  | { readonly type: 'totp' | 'recovery_codes'; readonly code: string }
  | { readonly type: 'passkey'; readonly response: AuthenticationResponseJSON };

/** A factor that was verified and used up. */
export interface UsedFactor {
  readonly factorId: string;
  readonly type: FactorType;
  readonly name: string;
  /** Its methods (RFC 8176), without `mfa` for a second factor; a passkey alone is `mfa`, which the sign-in adds. */
  readonly amr: readonly string[];
}

/** What the ceremony of a WebAuthn challenge is for; a response to a challenge of another purpose or subject is refused. */
export interface CeremonyBinding {
  readonly purpose: 'registration' | 'sign_in' | 'second_factor' | 'step_up' | 'proof';
  /** The id of the sign-in challenge or of the session; empty for a sign-in by a passkey alone. */
  readonly subject: string;
}

/** A factor that is shown for an account. */
export interface FactorShowing<T extends ShownFactor = ShownFactor> {
  readonly userId: string;
  readonly shown: T;
  readonly client: ClientInfo;
  readonly binding: CeremonyBinding;
}

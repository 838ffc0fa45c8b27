import { Inject, Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import { knownLanguage, type Language } from '#libs/languages';
import { hashOptionsOf, Passwords } from '#api/users/passwords';
import { authConfig } from './auth.config.js';
import { AddressConfirmation } from './address-confirmation.service.js';
import { invalidVerificationToken, verificationProofRequired } from './auth.errors.js';
import { RegistrationProof, type Confirmed } from './registration-proof.service.js';
import { VerificationLinks, type VerificationLink } from './verification-links.service.js';

/** The proof besides the mailed link. */
export interface ShownProof {
  /** The password of the registration that is to be confirmed. */
  readonly password?: string;
  /** A new password, which replaces those of all registrations. */
  readonly newPassword?: string;
}

/** An empty field counts as absent. */
export const shownProof = (password?: string | null, newPassword?: string | null): ShownProof => ({
  ...(password && { password }),
  ...(newPassword && { newPassword }),
});

/** What the page of a verification link shows. */
export interface VerificationView {
  readonly address: string;
  /** Whether the link needs no further proof. */
  readonly isProven: boolean;
  /** The language of the account; `null` when none was chosen. */
  readonly locale: Language | null;
}

/**
 * Verifies addresses by mailed links, each for the registration that is proven: the reader of the mailbox may not be the
 * registrant. Opens no session.
 */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly links: VerificationLinks,
    private readonly proof: RegistrationProof,
    private readonly confirmation: AddressConfirmation,
    private readonly passwords: Passwords,
    @Inject(authConfig.KEY) private readonly config: ConfigOf<typeof authConfig>,
  ) {}

  /**
   * By the link alone, as API clients do. A device credential counts as a proof, too.
   * @throws AppError `INVALID_VERIFICATION_TOKEN` for a link that is unknown, used, cancelled or expired;
   * `RECOVERY_MAIL_HELD_BACK`
   */
  async verify(token: string, client: ClientInfo): Promise<void> {
    const link = await this.getLink(token);
    const confirmed = (await this.proof.byDevice(link, client)) ?? (await this.proof.byLink(link));
    await this.confirmation.confirm(token, confirmed, client);
  }

  /** `null` when the link is not valid; uses nothing up. */
  async look(token: string, client: ClientInfo): Promise<VerificationView | null> {
    const link = await this.links.find(token);
    if (!link?.user.isActive) return null;
    const isProven = (await this.findWithoutPassword(link, client)) !== null;
    return { address: link.user.email, isProven, locale: knownLanguage(link.user.locale) };
  }

  /**
   * By the link and a proof: the browser that registered, the password of the registration, or a new password.
   * @throws AppError `INVALID_VERIFICATION_TOKEN`, `VERIFICATION_PROOF_REQUIRED`, `WRONG_REGISTRATION_PASSWORD`,
   * `PASSWORD_UNACCEPTABLE`, `RATE_LIMITED`, `HASH_QUEUE_FULL`
   */
  async confirm(token: string, shown: ShownProof, client: ClientInfo): Promise<void> {
    const link = await this.getLink(token);
    if (!link.user.isActive) throw invalidVerificationToken();
    await this.confirmation.confirm(token, await this.getConfirmed(link, shown, client), client);
  }

  private async getConfirmed(
    link: VerificationLink,
    { password, newPassword }: ShownProof,
    client: ClientInfo,
  ): Promise<Confirmed> {
    if (newPassword !== undefined) return this.choose(link, newPassword, client);
    if (password !== undefined) return this.proof.byPassword(link, password, client);
    const confirmed = await this.findWithoutPassword(link, client);
    if (!confirmed) throw verificationProofRequired();
    return confirmed;
  }

  private async findWithoutPassword(
    link: VerificationLink,
    client: ClientInfo,
  ): Promise<Confirmed | null> {
    const byDevice = await this.proof.byDevice(link, client);
    return byDevice ?? (this.config.verificationProof === 'none' ? this.proof.byLink(link) : null);
  }

  private async choose(
    { user }: VerificationLink,
    password: string,
    client: ClientInfo,
  ): Promise<Confirmed> {
    this.passwords.assertAcceptable(password, { email: user.email }, 'new_password');
    const hash = await this.passwords.hash(password, hashOptionsOf(client));
    return { kind: 'new_password', password: hash };
  }

  private async getLink(token: string): Promise<VerificationLink> {
    const link = await this.links.find(token);
    if (!link) throw invalidVerificationToken();
    return link;
  }
}

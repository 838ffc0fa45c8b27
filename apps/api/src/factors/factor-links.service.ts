import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { MailLinks } from '#api/mail';
import { SignInLinks } from '#api/protection/risk';
import { SessionLineage } from '#api/sessions';
import type { User } from '#api/users';
import type { RecentFactor } from './factor.js';

/** The link of a mail by which the owner says that a factor is not theirs. */
export interface FactorLink {
  readonly link: string;
  readonly expiresAt: Date;
}

/** An added factor: in which session, and when. */
export interface Addition {
  readonly sessionId: string | null;
  readonly addedAt: Date;
}

/**
 * Mailed links by which the owner takes back an added factor, with the session that has added it and all that followed. They end
 * a week after the factor was added: later, who reads the mails of an account can take no factor from it.
 */
@Injectable()
export class FactorLinks {
  constructor(
    private readonly tokens: SignInLinks,
    private readonly links: MailLinks,
    private readonly lineage: SessionLineage,
  ) {}

  async issue(tx: Tx, user: User, { sessionId, addedAt }: Addition): Promise<FactorLink> {
    const deviceId = sessionId === null ? null : await this.lineage.findDeviceId(tx, sessionId);
    const about = { user, sessionId, deviceId, addedAt };
    const { token, expiresAt } = await this.tokens.issueForFactor(tx, about);
    return { link: this.links.denySignIn(token), expiresAt };
  }

  /** One for all factors that can be taken back still, of those given; `null` when none can. */
  async issueForAny(
    tx: Tx,
    user: User,
    factors: readonly RecentFactor[],
  ): Promise<FactorLink | null> {
    const since = this.tokens.deniableSince;
    const [first] = factors
      .filter(({ confirmedAt }) => confirmedAt > since)
      .sort((a, b) => a.confirmedAt.getTime() - b.confirmedAt.getTime());
    if (!first) return null;
    return this.issue(tx, user, { sessionId: first.madeIn, addedAt: first.confirmedAt });
  }
}

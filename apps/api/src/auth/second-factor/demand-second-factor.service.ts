import { Inject, Injectable } from '@nestjs/common';
import { MULTI_FACTOR } from '#libs/access';
import type { ConfigOf } from '#libs/config';
import type { Tx } from '#libs/database';
import type { AppError } from '#libs/kernel';
import { Audit } from '#api/audit';
import { AccountFactors, type OfferedFactor } from '#api/factors';
import type { Finding } from '#api/protection/risk';
import { FactorOffers } from '../factor-offers.service.js';
import type { ProvenSignIn } from '../proven-sign-in.js';
import { toOfferedFactors } from '../step-up.dto.js';
import { secondFactorConfig } from './second-factor.config.js';
import { secondFactorRequired } from './second-factor.errors.js';
import { CHALLENGE_SECONDS, SignInChallenges } from './sign-in-challenges.service.js';

/** Decides whether a sign-in needs a second factor, and demands it. */
@Injectable()
export class DemandSecondFactor {
  constructor(
    private readonly factors: AccountFactors,
    private readonly offers: FactorOffers,
    private readonly challenges: SignInChallenges,
    private readonly audit: Audit,
    @Inject(secondFactorConfig.KEY) private readonly config: ConfigOf<typeof secondFactorConfig>,
  ) {}

  /** The factors of which the sign-in must show one; empty when it needs none. */
  async listFor(
    tx: Tx,
    { amr }: Pick<ProvenSignIn, 'amr'>,
    finding: Finding,
  ): Promise<readonly OfferedFactor[]> {
    if (amr.includes(MULTI_FACTOR) || this.isRemembered(finding)) return [];
    return this.factors.list(tx, finding.user.id);
  }

  /** Issues a challenge in the transaction of the first factor; answers the refusal that carries it. */
  async demand(
    tx: Tx,
    signIn: ProvenSignIn,
    finding: Finding,
    factors: readonly OfferedFactor[],
  ): Promise<AppError> {
    const { user, method, amr, client, resource, identityId = null, failures = 0 } = signIn;
    const { id, challenge } = await this.challenges.issue(tx, user, {
      deviceHash: finding.deviceMatch.held.hash,
      identityId,
      method,
      amr,
      resource: typeof resource === 'string' ? resource : null,
      failures,
    });
    await this.audit.record(tx, {
      type: 'login.factor_required',
      outcome: 'success',
      actor: { kind: 'anonymous' },
      target: { kind: 'user', id: user.id },
      client,
      details: { method, risk: finding.risk },
    });
    const binding = { purpose: 'second_factor', subject: id } as const;
    const offered = await this.offers.offer(tx, user.id, factors, binding);
    return secondFactorRequired(user.id, {
      challenge,
      factors: toOfferedFactors(offered),
      expiresInSeconds: CHALLENGE_SECONDS,
      rememberDays: this.config.rememberDays,
    });
  }

  /** A suspicious sign-in needs the factor on a remembered device too. */
  private isRemembered({ deviceMatch, isNotice, isRefusal }: Finding): boolean {
    const until = deviceMatch.known?.factorRememberedUntil ?? null;
    if (this.config.rememberDays === 0 || until === null || isNotice || isRefusal) return false;
    return until > deviceMatch.at;
  }
}

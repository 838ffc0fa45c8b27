import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { SessionAuthentication } from '#api/sessions';
import { FactorOffers, type OfferedFactors } from './factor-offers.service.js';
import { OwnPassword } from './password-proof.service.js';
import { stepUpMethods, type StepUpMethod } from './step-up.js';

/** By what the user of a session can step up. */
@Injectable()
export class StepUpMethods {
  constructor(
    private readonly sessions: SessionAuthentication,
    private readonly ownPassword: OwnPassword,
    private readonly offers: FactorOffers,
  ) {}

  /** @throws AppError `SESSION_ENDED` */
  async of(
    principal: Pick<Principal, 'userId' | 'sessionId'>,
  ): Promise<OfferedFactors & { readonly methods: readonly StepUpMethod[] }> {
    const { userId, sessionId } = principal;
    const session = await this.sessions.get(principal);
    const hasPassword = await this.ownPassword.isSet(principal);
    const offered = await this.offers.of(userId, { purpose: 'step_up', subject: sessionId });
    return { ...offered, methods: stepUpMethods(session, { hasPassword, ...offered }) };
  }
}

import { Injectable } from '@nestjs/common';
import { FactorOffers, OwnPassword, proofBinding } from '#api/auth';
import type { PagePolicy } from '#api/platform/html';
import type { ProofPurpose } from '#libs/access';
import { passkeyGetForm } from '../passkeys/passkey-form.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits, type VisitForm } from '../visits/visits.service.js';
import type { ProvingWays } from './prove.page.js';
import { provingTexts } from './texts/index.js';

interface Offered {
  readonly ways: ProvingWays;
  /** What the page needs to show them. */
  readonly policy: PagePolicy;
}

/** Finds by what a person can make a fresh proof on a page. */
@Injectable()
export class OfferedProofs {
  constructor(
    private readonly visits: Visits,
    private readonly offers: FactorOffers,
    private readonly ownPassword: OwnPassword,
  ) {}

  /** @param form where the proof goes. @throws AppError `SESSION_ENDED` */
  async of(
    visit: SignedInVisit,
    purpose: ProofPurpose,
    form: Pick<VisitForm, 'action' | 'hidden'>,
  ): Promise<Offered> {
    const { principal } = visit.session;
    const binding = proofBinding({ principal, purpose });
    const { factors, options } = await this.offers.of(principal.userId, binding);
    if (factors.length === 0) {
      const byPassword = await this.ownPassword.isSet(principal);
      return { ways: { byCode: false, passkey: null, byPassword, providers: null }, policy: {} };
    }
    const byCode = factors.some(({ type }) => type !== 'passkey');
    const button = provingTexts(visit.language)('provePasskey');
    const made = options && passkeyGetForm(this.visits, visit, { ...form, options, button });
    const passkey = made?.html ?? null;
    return {
      ways: { byCode, passkey, byPassword: false, providers: null },
      policy: made?.policy ?? {},
    };
  }
}

import { Injectable } from '@nestjs/common';
import { FactorOffers, OwnPassword, proofBinding } from '#api/auth';
import type { PagePolicy } from '#api/platform/html';
import { passkeyGetForm } from '../passkeys/passkey-form.js';
import { PasskeySupport } from '../passkeys/passkey-support.service.js';
import { ProviderProofWays } from '../providers/provider-proof-ways.service.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits, type VisitForm } from '../visits/visits.service.js';
import type { ProofWanted } from './proof-wanted.js';
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
    private readonly support: PasskeySupport,
    private readonly providerWays: ProviderProofWays,
  ) {}

  /** @param form where the proof goes. @throws AppError `SESSION_ENDED` */
  async of(
    visit: SignedInVisit,
    wanted: ProofWanted,
    form: Pick<VisitForm, 'action' | 'hidden'>,
  ): Promise<Offered> {
    const { principal } = visit.session;
    const { purpose } = wanted;
    const binding = proofBinding({ principal, purpose });
    const { factors, options } = await this.offers.of(principal.userId, binding);
    if (factors.length === 0) {
      const byPassword = await this.ownPassword.isSet(principal);
      const providers = await this.providerWays.links(visit, wanted);
      return { ways: { byCode: false, passkey: null, byPassword, providers }, policy: {} };
    }
    const byCode = factors.some(({ type }) => type !== 'passkey');
    const button = provingTexts(visit.language)('provePasskey');
    const made =
      options && this.support.isPossible
        ? passkeyGetForm(this.visits, visit, { ...form, options, button })
        : null;
    const passkey = made?.html ?? null;
    return {
      ways: { byCode, passkey, byPassword: false, providers: null },
      policy: made?.policy ?? {},
    };
  }
}

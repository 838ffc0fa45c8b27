import { Injectable } from '@nestjs/common';
import { PageFlows, type ArrivedFlow } from '#api/oauth';
import type { ProofPurpose } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { ShownProofs } from '../proving/shown-proofs.service.js';
import { ownPage } from '../visits/page-redirects.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { ProviderProblems } from './provider-problems.service.js';

const IDENTITIES = '/account/identities';

/** Ends what a signed-in person has gone to a provider for: a link with the account, or a fresh proof. */
@Injectable()
export class ArrivedActs {
  constructor(
    private readonly visits: Visits,
    private readonly flows: PageFlows,
    private readonly shown: ShownProofs,
    private readonly problems: ProviderProblems,
  ) {}

  /** The callback has linked the provider with the account of the flow. */
  async linked(visit: SignedInVisit, flow: ArrivedFlow): Promise<string> {
    try {
      await this.flows.take(flow, visit.reply, visit.client);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return this.problems.ofAccount(visit, error, { path: IDENTITIES, words: 'backToIdentities' });
    }
    return this.visits.goTo(visit, `${IDENTITIES}?done=linked`);
  }

  /** The browser keeps the proof, which is worth nothing in another session, and goes on to the page of the act. */
  async proven(visit: SignedInVisit, flow: ArrivedFlow, purpose: ProofPurpose): Promise<string> {
    const next = ownPage(flow.purpose.page?.['next']) ?? '/account';
    try {
      const ended = await this.flows.take(flow, visit.reply, visit.client);
      if (ended !== null && 'proof' in ended) this.shown.give(visit, purpose, ended.proof);
    } catch (error) {
      if (!isAppError(error)) throw error;
      const query = new URLSearchParams({ purpose, next }).toString();
      const path: PagePath = `/account/prove?${query}`;
      return this.problems.ofAccount(visit, error, { path, words: 'backToProve' });
    }
    return this.visits.goTo(visit, next);
  }
}

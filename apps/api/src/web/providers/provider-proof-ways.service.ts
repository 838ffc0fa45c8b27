import { Injectable } from '@nestjs/common';
import { html, type Html } from '#api/platform/html';
import { ProofMethods } from '#api/users/proofs';
import { Database } from '#libs/database';
import { Pages } from '../pages.service.js';
import type { ProofWanted } from '../proving/proof-wanted.js';
import type { SignedInVisit } from '../visits/visit.js';
import { ProviderWays } from './provider-ways.service.js';
import { providerTexts } from './texts/index.js';

/** The links of the page for fresh proofs to the providers by which the account can make one. */
@Injectable()
export class ProviderProofWays {
  constructor(
    private readonly pages: Pages,
    private readonly ways: ProviderWays,
    private readonly methods: ProofMethods,
    private readonly database: Database,
  ) {}

  /** Of an account with a second factor none: a provider alone is not enough. */
  async list({ session }: SignedInVisit): Promise<readonly string[]> {
    const methods = await this.methods.of(this.database.pool, session.principal.userId);
    return [...new Set(methods.byProviders)];
  }

  /** `null` where no provider can prove the account. */
  async links(visit: SignedInVisit, { purpose, next }: ProofWanted): Promise<Html | null> {
    const say = providerTexts(visit.language);
    const providers = await this.list(visit);
    if (providers.length === 0) return null;
    const query = new URLSearchParams({ purpose, next }).toString();
    const links = providers.map((provider) => {
      const href = this.pages.path(`/account/prove/with/${provider}?${query}`);
      const words = say('proveWith', { name: this.ways.titleOf(provider) });
      return html`<p><a class="button" href="${href}">${words}</a></p>`;
    });
    return html`<div class="wide-buttons">${links}</div>`;
  }
}

import { Injectable } from '@nestjs/common';
import { html, type Html } from '#api/platform/html';
import { problemTitle, problemWords } from '#api/platform/http';
import type { AppError } from '#libs/kernel';
import { AccountPages } from '../account/account-pages.service.js';
import { Pages } from '../pages.service.js';
import { pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import type { SignedInVisit, Visit } from '../visits/visit.js';
import type { PagePath } from '../visits/visits.service.js';
import { ProviderWays } from './provider-ways.service.js';
import { providerTexts, type ProviderTexts } from './texts/index.js';

/** What cannot succeed by another try with the same provider. */
const NOT_AGAIN = new Set([
  'PROVIDER_NOT_CONFIGURED',
  'PROVIDER_MISCONFIGURED',
  'REGISTRATION_DISABLED',
  'ACCOUNT_DISABLED',
]);

interface WayBack {
  readonly path: PagePath;
  readonly words: keyof ProviderTexts & ('backToIdentities' | 'backToProve');
}

/** Shows what a provider's sign-in was refused for, and leads on. */
@Injectable()
export class ProviderProblems {
  constructor(
    private readonly pages: Pages,
    private readonly accountPages: AccountPages,
    private readonly ways: ProviderWays,
  ) {}

  /** The person goes back to the sign-in, with what they sign in for. */
  ofSignIn(visit: Visit, error: AppError, goal: SignInGoal, provider: string | null): string {
    const say = providerTexts(visit.language);
    const links = [];
    if (provider !== null && !NOT_AGAIN.has(error.code)) {
      const words = say('tryAgainWith', { name: this.ways.titleOf(provider) });
      links.push(this.link(pathWith(`/sign-in/with/${provider}`, goal), words));
    }
    links.push(this.link(pathWith('/sign-in', goal), say('backToSignIn')));
    return this.pages.send(visit.reply, visit, this.page(visit, error, links));
  }

  /** The person goes back to the page where the act was begun. */
  ofAccount(visit: SignedInVisit, error: AppError, { path, words }: WayBack): string {
    const links = [this.link(path, providerTexts(visit.language)(words))];
    return this.accountPages.send(visit, this.page(visit, error, links));
  }

  private page({ language }: Visit, error: AppError, links: readonly Html[]) {
    const body = html`<p class="bad" role="alert">${problemWords(language, error)}</p>
      ${links}`;
    return { status: error.entry.status, title: problemTitle(language, error), body };
  }

  private link(path: PagePath, words: string): Html {
    return html`<p><a href="${this.pages.path(path)}">${words}</a></p>`;
  }
}

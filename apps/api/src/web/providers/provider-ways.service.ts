import { Injectable } from '@nestjs/common';
import { Providers } from '#api/oauth';
import { html, type Html, type PagePolicy } from '#api/platform/html';
import type { Language } from '#libs/languages';
import { Pages } from '../pages.service.js';
import { pathWith, type SignInGoal } from '../sign-in/sign-in-goal.js';
import { providerTexts } from './texts/index.js';

/** A part of a page, and what its policy needs. */
export interface PagePart {
  readonly html: Html | null;
  readonly policy: PagePolicy;
}

/** The links of the sign-in page to the providers that are configured. */
@Injectable()
export class ProviderWays {
  constructor(
    private readonly pages: Pages,
    private readonly providers: Providers,
  ) {}

  /** @param goal which the provider's sign-in leads to, too */
  of({ language }: { readonly language: Language }, goal: SignInGoal): PagePart {
    const say = providerTexts(language);
    const links = this.providers.list().map(({ name, title }) => {
      const href = this.pages.path(pathWith(`/sign-in/with/${name}`, goal));
      return html`<p>
        <a class="button" href="${href}">${say('continueWith', { name: title })}</a>
      </p>`;
    });
    // Links leave by themselves: no form ends at a provider.
    return {
      html: links.length === 0 ? null : html`<div class="wide-buttons">${links}</div>`,
      policy: {},
    };
  }

  /** The name for people; the technical one for a provider that is not configured any more. */
  titleOf(provider: string): string {
    return this.providers.has(provider) ? this.providers.get(provider).title : provider;
  }
}

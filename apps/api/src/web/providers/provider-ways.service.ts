import { Injectable } from '@nestjs/common';
import { Providers } from '#api/oauth';
import { html } from '#api/platform/html';
import { Pages } from '../pages.service.js';
import type { OtherWay, ShownWay, WaysPlace } from '../sign-in/other-ways.service.js';
import { pathWith } from '../sign-in/sign-in-goal.js';
import { providerTexts } from './texts/index.js';

/** The links of the sign-in page to the providers that are configured. */
@Injectable()
export class ProviderWays implements OtherWay {
  constructor(
    private readonly pages: Pages,
    private readonly providers: Providers,
  ) {}

  /** `null` without a provider. The sign-in there leads to the same goal. */
  show({ visit, goal }: WaysPlace): Promise<ShownWay | null> {
    const say = providerTexts(visit.language);
    const links = this.providers.list().map(({ name, title }) => {
      const href = this.pages.path(pathWith(`/sign-in/with/${name}`, goal));
      return html`<p>
        <a class="button" href="${href}">${say('continueWith', { name: title })}</a>
      </p>`;
    });
    // They are links, which no policy has to allow: a form must not end at a provider.
    const way =
      links.length === 0 ? null : { html: html`<div class="wide-buttons">${links}</div>` };
    return Promise.resolve(way);
  }

  /** The name for people; the technical one for a provider that is not configured any more. */
  titleOf(provider: string): string {
    return this.providers.has(provider) ? this.providers.get(provider).title : provider;
  }
}

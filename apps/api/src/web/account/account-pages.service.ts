import { Injectable } from '@nestjs/common';
import { html, type Html } from '#api/platform/html';
import { Pages, type Page } from '../pages.service.js';
import type { SignedInVisit } from '../visits/visit.js';
import { Visits } from '../visits/visits.service.js';
import { accountTexts } from './texts/index.js';

/** Sends the pages of a person's own account: the way back above, who is signed in and the sign-out below. */
@Injectable()
export class AccountPages {
  constructor(
    private readonly pages: Pages,
    private readonly visits: Visits,
  ) {}

  send(visit: SignedInVisit, page: Page): string {
    const say = accountTexts(visit.language);
    const { email } = visit.session.principal.account;
    const body = html`<nav aria-label="${say('accountPages')}">
        <p><a href="${this.pages.path('/account')}">${say('backToAccount')}</a></p>
      </nav>
      ${page.body} ${this.footer(visit, email)}`;
    return this.pages.send(visit.reply, visit, { ...page, body });
  }

  /** Who is signed in, and the sign-out. */
  footer(visit: SignedInVisit, email: string): Html {
    const say = accountTexts(visit.language);
    const address = html`<bdi>${email}</bdi>`;
    return html`<hr />
      <p class="quiet">${say.parts('signedInAs', { address })}</p>
      ${this.visits.form(visit, { action: '/sign-out', button: say('signOut'), buttonKind: 'plain' })}`;
  }
}

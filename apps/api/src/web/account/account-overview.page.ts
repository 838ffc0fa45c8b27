import { html, type Html } from '#api/platform/html';
import type { PrincipalAccount } from '#libs/access';
import { formatMoment, type Say } from '#libs/languages';
import type { Overview } from './account-overview.service.js';
import type { AccountTexts } from './texts/index.js';

/** The pages of the account, in their order. */
const PAGES = [
  ['/account/profile', 'pageProfile'],
  ['/account/email', 'pageEmail'],
  ['/account/password', 'pagePassword'],
  ['/account/factors', 'pageFactors'],
  ['/account/identities', 'pageIdentities'],
  ['/account/sessions', 'pageSessions'],
  ['/account/activity', 'pageActivity'],
  ['/account/organizations', 'pageOrganizations'],
  ['/account/export', 'pageExport'],
  ['/account/delete', 'pageDelete'],
] as const satisfies readonly (readonly [string, keyof AccountTexts])[];

interface OverviewPage extends Overview {
  readonly account: PrincipalAccount;
  /** What was just done. */
  readonly notice: Html | null;
  readonly path: (page: `/${string}`) => string;
  readonly resendForm: Html;
  readonly footer: Html;
}

/** The account, what deserves attention, and the way to everything else. */
export const overviewPage = (say: Say<AccountTexts>, view: OverviewPage): Html =>
  html`${view.notice} ${facts(say, view.account)} ${attention(say, view)}
    <nav aria-label="${say('accountPages')}">
      <ul class="rows">
        ${PAGES.map(([page, words]) =>
          page === '/account/identities' && !view.hasProviders
            ? null
            : html`<li><a href="${view.path(page)}">${say(words)}</a></li>`,
        )}
      </ul>
    </nav>
    <h2>${say('otherAccounts')}</h2>
    <ul class="rows">
      <li><a href="${view.path('/choose-account')}">${say('switchAccount')}</a></li>
      <li><a href="${view.path('/sign-in')}?another=yes">${say('addAccount')}</a></li>
    </ul>
    ${view.footer}`;

function facts(say: Say<AccountTexts>, account: PrincipalAccount): Html {
  const { firstName, lastName, email, isEmailVerified, createdAt, lastLogin } = account;
  const name = [firstName, lastName].filter((part) => part !== null).join(' ');
  const moment = (at: Date) => formatMoment(say.language, at);
  const isConfirmed = say(isEmailVerified ? 'isConfirmed' : 'isNotConfirmed');
  return html`<dl>
    ${name === '' ? null : row(say('accountName'), html`<bdi>${name}</bdi>`)}
    ${row(say('pageEmail'), html`<bdi>${email}</bdi> <span class="quiet">(${isConfirmed})</span>`)}
    ${row(say('accountSince'), moment(createdAt))}
    ${lastLogin === null ? null : row(say('lastSignedIn'), moment(lastLogin))}
  </dl>`;
}

const row = (name: string, value: Html | string): Html =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

function attention(say: Say<AccountTexts>, view: OverviewPage): Html | null {
  const { enrolUntil, isUnconfirmed, fewCodes, path, resendForm } = view;
  const factors = (words: string) =>
    html`<p><a href="${path('/account/factors')}">${words}</a></p>`;
  const found = [
    enrolUntil &&
      html`<p>${say('enrolUntil', { at: formatMoment(say.language, enrolUntil) })}</p>
        ${factors(say('enrolLink'))}`,
    isUnconfirmed
      ? html`<p>${say('unconfirmed')}</p>
          ${resendForm}`
      : null,
    fewCodes === null
      ? null
      : html`<p>${say('codesLeft', { count: fewCodes })}</p>
          ${factors(say('codesLink'))}`,
  ].filter((each) => each !== null);
  if (found.length === 0) return null;
  return html`<h2>${say('attention')}</h2>
    <ul class="rows">
      ${found.map((each) => html`<li>${each}</li>`)}
    </ul>`;
}

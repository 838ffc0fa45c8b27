import type { BrowserSession } from '#api/browser-sessions';
import { errorSummary, html, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import { nameOf } from './choose-account.page.js';
import type { SignInTexts } from './texts/index.js';

interface SignOutView {
  readonly address: string;
  readonly problem: string | null;
  readonly form: Html;
  readonly accountPath: string;
}

/** Asks before the sign-out, for links to it: opening the page ends nothing. */
export const signOutPage = (say: Say<SignInTexts>, view: SignOutView): Html =>
  html`${errorSummary(say.language, view.problem === null ? [] : [{ words: view.problem }])}
    <p>
      ${say.parts('signOutQuestion', { address: html`<strong><bdi>${view.address}</bdi></strong>` })}
    </p>
    <p>${say('signOutApps')}</p>
    ${view.form}
    <p><a href="${view.accountPath}">${say('backToAccount')}</a></p>`;

interface SignedOutView {
  /** What has ended the sessions, where it was not the sign-out. */
  readonly notice: Html | null;
  /** The accounts that are signed in in the browser still. */
  readonly others: readonly BrowserSession[];
  readonly signInPath: string;
  readonly choosePath: string;
}

/** After the sign-out. Who is signed in still is told: a shared machine may have more accounts. */
export function signedOutPage(say: Say<SignInTexts>, view: SignedOutView): Html {
  const { notice, others, signInPath, choosePath } = view;
  const apps = html`<p>${say('signOutApps')}</p>`;
  if (others.length === 0)
    return html`${notice}
      <p class="good" role="status">${say('signedOutDone')}</p>
      ${apps}
      <p><a href="${signInPath}">${say('signInTitle')}</a></p>`;
  return html`${notice}
    <p role="status">${say('stillSignedIn')}</p>
    <ul class="rows">
      ${others.map((other) => html`<li>${nameOf(other)}</li>`)}
    </ul>
    ${apps}
    <p><a href="${choosePath}">${say('chooseTitle')}</a></p>`;
}

import { html, type Html } from '#api/platform/html';

export interface AnswerForm {
  readonly action: string;
  readonly token: string;
}

/** Opening the page changes nothing. */
export const denyForm = ({ action, token }: AnswerForm): Html =>
  html`<p>Was it not you who signed in?</p>
    <p>
      Everybody who is signed in to your account will be signed out, and its password will be good
      for nothing. You get a mail with a link to choose a new one.
    </p>
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button type="submit">This was not me</button>
    </form>`;

export const denied: Html = html`<p class="good" role="status">Everybody is signed out.</p>
  <p>
    We have mailed you a link to choose a new password. If you sign in by a provider, look there who
    else can get into your account.
  </p>`;

export const confirmForm = ({ action, token }: AnswerForm): Html =>
  html`<p>Was it you who wanted to sign in?</p>
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button type="submit">Yes, this was me</button>
    </form>`;

export const confirmed: Html = html`<p class="good" role="status">The sign-in is confirmed.</p>
  <p>Sign in again where you were held up.</p>`;

export const deadAnswerLink = (forgotPath: string): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>If you have answered by it already, your answer was heard.</p>
    <p>If you fear for your account, <a href="${forgotPath}">choose a new password</a>.</p>`;

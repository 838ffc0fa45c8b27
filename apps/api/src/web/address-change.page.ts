import { html, type Html } from '#api/platform/html';
import { problemList } from './new-password.page.js';

interface LinkForm {
  readonly action: string;
  readonly token: string;
  readonly address: string;
}

interface ConfirmForm extends LinkForm {
  readonly needsProof: boolean;
  /** Of the last attempt. */
  readonly problems: readonly string[];
}

function passwordField(problems: readonly string[]): Html {
  const isWrong = problems.length > 0;
  return html`<label for="password">The password of your account</label>
    <input
      id="password"
      type="password"
      name="password"
      autocomplete="current-password"
      required
      aria-describedby="${isWrong ? 'password_problem password_hint' : 'password_hint'}"
      ${isWrong ? html` aria-invalid="true"` : null}
    />
    <p class="quiet" id="password_hint">
      You are not signed in with this browser, so we ask whether the account is yours. Without a
      password, open the link in the browser where you are signed in.
    </p>`;
}

/** Opening the page changes nothing. */
export const confirmChangeForm = (form: ConfirmForm): Html =>
  html`<p>
      Shall your account have the address <strong>${form.address}</strong> from now on? You sign in
      with it then.
    </p>
    ${problemList('password_problem', form.problems)}
    <form method="post" action="${form.action}">
      <input type="hidden" name="token" value="${form.token}" />
      ${form.needsProof ? passwordField(form.problems) : null}
      <button type="submit">Change the address</button>
    </form>`;

export const addressChanged: Html = html`<p class="good" role="status">
    Your account has its new address.
  </p>
  <p>The old one has got a mail, by which the change can be undone for three days.</p>`;

/** Opening the page changes nothing. */
export const undoChangeForm = ({ action, token, address }: LinkForm): Html =>
  html`<p>Was it not you who changed the address of your account?</p>
    <p>
      It gets the address <strong>${address}</strong> back. Everybody who is signed in will be
      signed out, what was added since is removed, and the password will be good for nothing. You
      get a mail with a link to choose a new one.
    </p>
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button type="submit">This was not me</button>
    </form>`;

export const changeUndone: Html = html`<p class="good" role="status">
    Your account has its old address back, and everybody is signed out.
  </p>
  <p>We have mailed you a link to choose a new password.</p>`;

export const deadChangeLink = (forgotPath: string): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>If you have used it already, it has done its work.</p>
    <p>If you fear for your account, <a href="${forgotPath}">choose a new password</a>.</p>`;

export const addressTaken: Html = html`<p class="bad" role="alert">
    Another account has this address.
  </p>
  <p>Sign in to that account, or ask your administrator.</p>`;

import { html, type Html } from '#api/platform/html';
import { newPasswordFields, problemList } from './new-password.page.js';

interface VerifyForm {
  readonly action: string;
  readonly token: string;
  readonly address: string;
}

/** The problem of the last attempt, and which of the two forms it is of. */
export interface VerifyProblem {
  readonly field: 'password' | 'new_password';
  readonly words: readonly string[];
}

const question = (address: string): Html =>
  html`<p>Is <strong>${address}</strong> your address?</p>`;

/** The button that confirms an address, for the browser that registered. Opening the page changes nothing. */
export const verifyForm = ({ action, token, address }: VerifyForm): Html =>
  html`${question(address)}
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button type="submit">Confirm my address</button>
    </form>`;

type ProofForm = VerifyForm & { readonly problem: VerifyProblem | null };

const problemOf = ({ problem }: ProofForm, field: VerifyProblem['field']) => {
  const isHere = problem?.field === field;
  const id = `${field}_problem`;
  return {
    list: problemList(id, isHere ? problem.words : []),
    problemId: isHere ? id : null,
  };
};

/** The token of the link, and the account for password managers. */
const linkFields = ({ token, address }: VerifyForm): Html =>
  html`<input type="hidden" name="token" value="${token}" />
    <input type="text" value="${address}" autocomplete="username" hidden readonly />`;

function passwordForm(form: ProofForm): Html {
  const { list, problemId } = problemOf(form, 'password');
  return html`${list}
    <form method="post" action="${form.action}">
      ${linkFields(form)}
      <label for="password">Your password</label>
      <input
        id="password"
        type="password"
        name="password"
        autocomplete="current-password"
        required
        aria-describedby="${problemId === null ? 'password_hint' : `${problemId} password_hint`}"
        ${problemId === null ? null : html` aria-invalid="true"`}
      />
      <p class="quiet" id="password_hint">The one that you chose when you registered.</p>
      <button type="submit">Confirm my address</button>
    </form>`;
}

function newPasswordForm(form: ProofForm): Html {
  const { list, problemId } = problemOf(form, 'new_password');
  return html`${list}
    <form method="post" action="${form.action}">
      ${linkFields(form)}
      ${newPasswordFields({ name: 'new_password', hintId: 'new_password_hint', problemId })}
      <button type="submit">Set it and confirm my address</button>
    </form>`;
}

/** For every other browser: the password of the registration, or a new one. */
export const proofForm = (form: ProofForm): Html =>
  html`${question(form.address)}
    <p>It was not registered with this browser. Show that the registration is yours:</p>
    ${passwordForm(form)}
    <h2>Not registered, or no such password?</h2>
    <p>
      Choose a new one. It takes the place of every password that stood there, and whatever somebody
      else has done with this address ends.
    </p>
    ${newPasswordForm(form)}`;

export const verified: Html = html`<p class="good" role="status">
    Your e-mail address is confirmed.
  </p>
  <p>You can sign in now.</p>`;

/** The link was used, replaced or has expired, or another link confirmed the address. */
export const deadVerifyLink = (paths: { resend: string; forgot: string }): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>
      If the address is confirmed already, by this mail or another, just sign in, or
      <a href="${paths.forgot}">choose a new password</a>.
    </p>
    <p>If not, <a href="${paths.resend}">ask for a new link</a>.</p>`;

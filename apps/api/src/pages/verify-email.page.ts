import { html, type Html } from '#api/page-views';

interface VerifyForm {
  readonly action: string;
  readonly token: string;
  readonly address: string;
}

/** What was wrong with the last try, and in which of the two forms. */
export interface VerifyProblem {
  readonly field: 'password' | 'new_password';
  readonly words: readonly string[];
}

const question = (address: string): Html =>
  html`<p>Is <strong>${address}</strong> your address?</p>`;

/** The button that confirms an address, for the browser that has registered. Opening the page alone changes nothing. */
export const verifyForm = ({ action, token, address }: VerifyForm): Html =>
  html`${question(address)}
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button type="submit">Confirm my address</button>
    </form>`;

const problemList = (id: string, words: readonly string[]): Html =>
  words.length === 0
    ? html``
    : html`<ul class="bad" id="${id}" role="alert">
        ${words.map((each) => html`<li>${each}</li>`)}
      </ul>`;

/** For every other browser: the password of the registration, or a new one. */
export function proofForm(form: VerifyForm & { readonly problem: VerifyProblem | null }): Html {
  const { action, token, address, problem } = form;
  const wordsOf = (field: VerifyProblem['field']) =>
    problem?.field === field ? problem.words : [];
  const invalid = (field: VerifyProblem['field']) =>
    problem?.field === field ? html` aria-invalid="true"` : html``;
  const username = html`<input type="hidden" name="token" value="${token}" />
    <input type="text" value="${address}" autocomplete="username" hidden readonly />`;
  return html`${question(address)}
    <p>
      Somebody, perhaps you, has registered it. This is not the browser that it was registered with:
      show that the registration is yours, or choose a new password.
    </p>
    ${problemList('problem', wordsOf('password'))}
    <form method="post" action="${action}">
      ${username}
      <label for="password">The password that you chose when you registered</label>
      <input
        id="password"
        type="password"
        name="password"
        autocomplete="current-password"
        required
        aria-describedby="problem"
        ${invalid('password')}
      />
      <button type="submit">Confirm my address</button>
    </form>
    <h2>You did not register, or do not know the password?</h2>
    <p>
      Choose a new one. It takes the place of the password that stood there, and whatever somebody
      else has done with the address ends.
    </p>
    ${problemList('new_problem', wordsOf('new_password'))}
    <form method="post" action="${action}">
      ${username}
      <label for="new_password">New password</label>
      <input
        id="new_password"
        type="password"
        name="new_password"
        autocomplete="new-password"
        minlength="8"
        required
        aria-describedby="new_problem rules"
        ${invalid('new_password')}
      />
      <p class="quiet" id="rules">
        8 to 128 characters of any kind. A few unrelated words make a good one.
      </p>
      <label for="new_password_repeat">The same once more</label>
      <input
        id="new_password_repeat"
        type="password"
        name="new_password_repeat"
        autocomplete="new-password"
        minlength="8"
        required
      />
      <button type="submit">Set it and confirm my address</button>
    </form>`;
}

export const verified: Html = html`<p class="good" role="status">
    Your e-mail address is confirmed.
  </p>
  <p>You can sign in now.</p>`;

/** The link was used, replaced or is too old, or the address was confirmed by another; who used it needs nothing more. */
export const deadVerifyLink = (paths: { resend: string; forgot: string }): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>
      If the address is confirmed already, by this mail or another, just sign in, or
      <a href="${paths.forgot}">choose a new password</a>.
    </p>
    <p>If not, <a href="${paths.resend}">ask for a new link</a>.</p>`;

import { html, type Html } from '#api/page-views';

interface ResetForm {
  readonly action: string;
  readonly token: string;
  /** For password managers, which keep a password with its account. */
  readonly address: string;
  /** What was wrong with the last try. */
  readonly problems: readonly string[];
}

const problemList = (problems: readonly string[]): Html =>
  problems.length === 0
    ? html``
    : html`<ul class="bad" id="problems" role="alert">
        ${problems.map((problem) => html`<li>${problem}</li>`)}
      </ul>`;

export function resetForm({ action, token, address, problems }: ResetForm): Html {
  const isInvalid = problems.length > 0;
  const invalid = isInvalid ? html` aria-invalid="true"` : html``;
  const described = isInvalid ? 'problems rules' : 'rules';
  return html`${problemList(problems)}
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <label for="username">Account</label>
      <input id="username" type="text" value="${address}" autocomplete="username" readonly />
      <label for="password">New password</label>
      <input
        id="password"
        type="password"
        name="password"
        autocomplete="new-password"
        minlength="8"
        required
        autofocus
        aria-describedby="${described}"
        ${invalid}
      />
      <p class="quiet" id="rules">
        8 to 128 characters of any kind. A few unrelated words make a good one.
      </p>
      <label for="password_repeat">The same once more</label>
      <input
        id="password_repeat"
        type="password"
        name="password_repeat"
        autocomplete="new-password"
        minlength="8"
        required
      />
      <button type="submit">Set the new password</button>
    </form>`;
}

export const passwordSet: Html = html`<p class="good" role="status">Your new password is set.</p>
  <p>Everybody who was signed in to the account is signed out. Sign in with the new password.</p>`;

export const deadResetLink = (forgotPath: string): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>If you have just chosen a new password, sign in with it.</p>
    <p>If not, <a href="${forgotPath}">ask for a new link</a>.</p>`;

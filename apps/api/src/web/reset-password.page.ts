import type { Credential } from '#api/auth';
import { html, type Html } from '#api/platform/html';
import { newPasswordFields, problemList } from './new-password.page.js';

interface ResetForm {
  readonly action: string;
  readonly token: string;
  /** For password managers, which keep a password with its account. */
  readonly address: string;
  /** The problems of the last attempt. */
  readonly problems: readonly string[];
  /** The credentials that are removed unless the user keeps them. */
  readonly credentials: readonly Credential[];
  /** Ids that were checked in the last attempt. */
  readonly kept: ReadonlySet<string>;
}

/** The prefix of the names of the check boxes, so that no two fields have the same name. */
export const KEEP = 'keep_';

const minuteOf = (moment: Date) => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What the user needs to recognise the credential. */
function describe({ kind, name, email, addedAt, from }: Credential): Html {
  const what =
    kind === 'identity'
      ? html`Signing in with ${name}${email === null ? null : html` as ${email}`}`
      : html`The device ${name}`;
  const origin = from === null ? null : html`, from ${from}`;
  return html`${what}<br /><span class="quiet">since ${minuteOf(addedAt)}${origin}</span>`;
}

function credentialItem(credential: Credential, isKept: boolean): Html {
  if (!credential.isKeepable) return html`<li>${describe(credential)}</li>`;
  const id = `${KEEP}${credential.id}`;
  const checked = isKept ? html` checked` : null;
  return html`<li class="choice">
    <input type="checkbox" id="${id}" name="${id}" value="on" ${checked} />
    <label for="${id}">${describe(credential)}</label>
  </li>`;
}

function credentialList(
  credentials: readonly Credential[],
  kept: ReadonlySet<string>,
): Html | null {
  if (credentials.length === 0) return null;
  return html`<fieldset>
    <legend>What else is yours?</legend>
    <p class="quiet" id="keep-rule">
      By these your account can be come into, or is believed, too. Check what is yours: all that you
      do not check is removed.
    </p>
    <ul class="choices">
      ${credentials.map((credential) => credentialItem(credential, kept.has(credential.id)))}
    </ul>
  </fieldset>`;
}

export function resetForm(form: ResetForm): Html {
  const { action, token, address, problems, credentials, kept } = form;
  const problemId = problems.length > 0 ? 'problems' : null;
  return html`${problemList('problems', problems)}
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <label for="username">Account</label>
      <input id="username" type="text" value="${address}" autocomplete="username" readonly />
      ${newPasswordFields({ name: 'password', hintId: 'rules', problemId, isFocused: true })}
      ${credentialList(credentials, kept)}
      <button type="submit">Set the new password</button>
    </form>`;
}

export const passwordSet = (removed: readonly Credential[]): Html =>
  html`<p class="good" role="status">Your new password is set.</p>
    <p>Everybody who was signed in to the account is signed out. Sign in with the new password.</p>
    ${
      removed.length === 0
        ? null
        : html`<p>Removed with it:</p>
            <ul>
              ${removed.map((credential) => html`<li>${describe(credential)}</li>`)}
            </ul>`
    }`;

export const deadResetLink = (forgotPath: string): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>If you have just chosen a new password, sign in with it.</p>
    <p>If not, <a href="${forgotPath}">ask for a new link</a>.</p>`;

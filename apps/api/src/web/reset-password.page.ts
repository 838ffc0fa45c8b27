import type { WayIn } from '#api/auth';
import { html, type Html } from '#api/platform/html';
import { newPasswordFields, problemList } from './new-password.js';

interface ResetForm {
  readonly action: string;
  readonly token: string;
  /** For password managers, which keep a password with its account. */
  readonly address: string;
  /** What was wrong with the last try. */
  readonly problems: readonly string[];
  /** What goes unless the person keeps it. */
  readonly waysIn: readonly WayIn[];
  /** Ids that were chosen in the last try. */
  readonly kept: ReadonlySet<string>;
}

/** The name of the check box of a way in: a form gives no field twice. */
export const KEEP = 'keep_';

const minuteOf = (moment: Date) => `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** What a person needs to tell theirs from a stranger's. */
function describe({ kind, name, email, addedAt, from }: WayIn): Html {
  const what =
    kind === 'identity'
      ? html`Signing in with ${name}${email === null ? null : html` as ${email}`}`
      : html`The device ${name}`;
  const origin = from === null ? null : html`, from ${from}`;
  return html`${what}<br /><span class="quiet">since ${minuteOf(addedAt)}${origin}</span>`;
}

function wayInItem(wayIn: WayIn, isKept: boolean): Html {
  if (!wayIn.isKeepable) return html`<li>${describe(wayIn)}</li>`;
  const id = `${KEEP}${wayIn.id}`;
  const checked = isKept ? html` checked` : null;
  return html`<li class="choice">
    <input type="checkbox" id="${id}" name="${id}" value="on" ${checked} />
    <label for="${id}">${describe(wayIn)}</label>
  </li>`;
}

function wayInList(waysIn: readonly WayIn[], kept: ReadonlySet<string>): Html | null {
  if (waysIn.length === 0) return null;
  return html`<fieldset>
    <legend>What else is yours?</legend>
    <p class="quiet" id="keep-rule">
      By these your account can be come into, or is believed, too. Check what is yours: all that you
      do not check is removed.
    </p>
    <ul class="choices">
      ${waysIn.map((wayIn) => wayInItem(wayIn, kept.has(wayIn.id)))}
    </ul>
  </fieldset>`;
}

export function resetForm(form: ResetForm): Html {
  const { action, token, address, problems, waysIn, kept } = form;
  const problemId = problems.length > 0 ? 'problems' : null;
  return html`${problemList('problems', problems)}
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <label for="username">Account</label>
      <input id="username" type="text" value="${address}" autocomplete="username" readonly />
      ${newPasswordFields({ name: 'password', hintId: 'rules', problemId, isFocused: true })}
      ${wayInList(waysIn, kept)}
      <button type="submit">Set the new password</button>
    </form>`;
}

export const passwordSet = (removed: readonly WayIn[]): Html =>
  html`<p class="good" role="status">Your new password is set.</p>
    <p>Everybody who was signed in to the account is signed out. Sign in with the new password.</p>
    ${
      removed.length === 0
        ? null
        : html`<p>Removed with it:</p>
            <ul>
              ${removed.map((wayIn) => html`<li>${describe(wayIn)}</li>`)}
            </ul>`
    }`;

export const deadResetLink = (forgotPath: string): Html =>
  html`<p class="bad" role="alert">This link does not work, or does not work any more.</p>
    <p>If you have just chosen a new password, sign in with it.</p>
    <p>If not, <a href="${forgotPath}">ask for a new link</a>.</p>`;

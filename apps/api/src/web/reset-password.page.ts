import type { Credential } from '#api/auth';
import { errorSummary, form, html, SUMMARY_ID, type Html } from '#api/platform/html';
import { formatMoment, type Say } from '#libs/languages';
import { newPasswordFields } from './new-password.page.js';
import { signInLink } from './sign-in-link.js';
import type { WebTexts } from './texts/index.js';

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

/** What the user needs to recognise the credential. */
function describe(say: Say<WebTexts>, { kind, name, email, addedAt, from }: Credential): Html {
  const at = formatMoment(say.language, addedAt);
  const since = from === null ? say('since', { at }) : say('sinceFrom', { at, from });
  return html`${whatOf(say, { kind, name, email })}<br /><span class="quiet">${since}</span>`;
}

function whatOf(
  say: Say<WebTexts>,
  { kind, name, email }: Pick<Credential, 'kind' | 'name' | 'email'>,
): string {
  if (name === null) return say('unknownDevice');
  if (kind === 'device') return say('knownDevice', { name });
  return email === null ? say('identity', { name }) : say('identityAs', { name, email });
}

function credentialItem(say: Say<WebTexts>, credential: Credential, isKept: boolean): Html {
  if (!credential.isKeepable) return html`<li>${describe(say, credential)}</li>`;
  const id = `${KEEP}${credential.id}`;
  const checked = isKept ? html` checked` : null;
  return html`<li class="choice">
    <input type="checkbox" id="${id}" name="${id}" value="on" ${checked} />
    <label for="${id}">${describe(say, credential)}</label>
  </li>`;
}

function credentialList(
  say: Say<WebTexts>,
  credentials: readonly Credential[],
  kept: ReadonlySet<string>,
): Html | null {
  if (credentials.length === 0) return null;
  return html`<fieldset>
    <legend>${say('keepTitle')}</legend>
    <p class="quiet" id="keep-rule">${say('keepRule')}</p>
    <ul class="choices">
      ${credentials.map((credential) => credentialItem(say, credential, kept.has(credential.id)))}
    </ul>
  </fieldset>`;
}

export function resetForm(say: Say<WebTexts>, view: ResetForm): Html {
  const { action, token, address, problems, credentials, kept } = view;
  const { language } = say;
  const problemId = problems.length > 0 ? SUMMARY_ID : null;
  const summary = problems.map((words) => ({ words, fieldId: 'password' }));
  const account = html`<label for="username">${say('account')}</label>
    <input
      id="username"
      type="text"
      value="${address}"
      autocomplete="username"
      dir="ltr"
      readonly
    />`;
  const body = [
    account,
    newPasswordFields(say, { name: 'password', problemId, isFocused: true }),
    credentialList(say, credentials, kept),
  ];
  return html`${errorSummary(language, summary)}
  ${form({ action, language, hidden: { token }, body, button: say('resetButton') })}`;
}

export const passwordSet = (
  say: Say<WebTexts>,
  removed: readonly Credential[],
  signInPath: string,
): Html =>
  html`<p class="good" role="status">${say('resetDone')}</p>
    <p>${say('resetSignedOut')}</p>
    ${
      removed.length === 0
        ? null
        : html`<p>${say('resetRemoved')}</p>
            <ul>
              ${removed.map((credential) => html`<li>${describe(say, credential)}</li>`)}
            </ul>`
    }
    ${signInLink(say, signInPath)}`;

export const deadResetLink = (say: Say<WebTexts>, forgotPath: string): Html =>
  html`<p class="bad" role="alert">${say('deadLink')}</p>
    <p>${say('deadChosen')}</p>
    <p>
      ${say.parts('deadElse', { link: html`<a href="${forgotPath}">${say('askForLink')}</a>` })}
    </p>`;

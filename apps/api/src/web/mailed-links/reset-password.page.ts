import type { Credential } from '#api/auth';
import type { RecentFactor } from '#api/factors';
import { errorSummary, form, html, SUMMARY_ID, type Html } from '#api/platform/html';
import { formatMoment, type Say } from '#libs/languages';
import { newPasswordFields } from './new-password.page.js';
import { signInLink } from '../sign-in/sign-in-link.js';
import type { WebTexts } from '../texts/index.js';

interface ResetForm {
  readonly action: string;
  readonly token: string;
  /** For password managers, which keep a password with its account. */
  readonly address: string;
  /** The problems of the last attempt. */
  readonly problems: readonly string[];
  /** The credentials that are removed unless the user keeps them. */
  readonly credentials: readonly Credential[];
  /** The second factors that were added lately, which stay. */
  readonly factors: readonly RecentFactor[];
  /** Ids that were checked in the last attempt. */
  readonly kept: ReadonlySet<string>;
}

/** The prefix of the names of the check boxes, so that no two fields have the same name. */
export const KEEP = 'keep_';

/** What the user needs to recognise the credential. */
function describe(say: Say<WebTexts>, { kind, name, email, addedAt, from }: Credential): Html {
  return describeAs(say, whatOf(say, { kind, name, email }), { addedAt, from });
}

function describeAs(
  say: Say<WebTexts>,
  what: string,
  { addedAt, from }: Pick<Credential, 'addedAt' | 'from'>,
): Html {
  const at = formatMoment(say.language, addedAt);
  const since = from === null ? say('since', { at }) : say('sinceFrom', { at, from });
  return html`${what}<br /><span class="quiet">${since}</span>`;
}

const FACTORS = {
  totp: 'factorTotp',
  passkey: 'factorPasskey',
  recovery_codes: 'factorRecoveryCodes',
} as const satisfies Record<RecentFactor['type'], keyof WebTexts>;

/** Without its name, which an intruder may have chosen. */
const factorItem = (say: Say<WebTexts>, { type, confirmedAt, madeFrom }: RecentFactor): Html => {
  const making = { addedAt: confirmedAt, from: madeFrom };
  return html`<li>${describeAs(say, say(FACTORS[type]), making)}</li>`;
};

const factorList = (say: Say<WebTexts>, factors: readonly RecentFactor[]): Html | null =>
  factors.length === 0
    ? null
    : html`<h2>${say('recentFactorsTitle')}</h2>
        <p class="quiet">${say('recentFactorsRule')}</p>
        <ul>
          ${factors.map((factor) => factorItem(say, factor))}
        </ul>`;

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
  const { action, token, address, problems, credentials, factors, kept } = view;
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
    factorList(say, factors),
  ];
  return html`${errorSummary(language, summary)}
  ${form({ action, language, hidden: { token }, body, button: say('resetButton') })}`;
}

interface DoneReset {
  readonly removed: readonly Credential[];
  readonly factors: readonly RecentFactor[];
}

export const passwordSet = (
  say: Say<WebTexts>,
  { removed, factors }: DoneReset,
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
    ${
      factors.length === 0
        ? null
        : html`<p>${say('resetFactors')}</p>
            <ul>
              ${factors.map((factor) => factorItem(say, factor))}
            </ul>
            <p class="quiet">${say('recentFactorsRule')}</p>`
    }
    ${signInLink(say, signInPath)}`;

export const deadResetLink = (say: Say<WebTexts>, forgotPath: string): Html =>
  html`<p class="bad" role="alert">${say('deadLink')}</p>
    <p>${say('deadChosen')}</p>
    <p>
      ${say.parts('deadElse', { link: html`<a href="${forgotPath}">${say('askForLink')}</a>` })}
    </p>`;

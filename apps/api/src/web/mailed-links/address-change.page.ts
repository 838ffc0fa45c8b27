import { errorSummary, field, form, html, SUMMARY_ID, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import { signInLink } from '../sign-in/sign-in-link.js';
import type { WebTexts } from '../texts/index.js';

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

const shown = (address: string): Html => html`<strong><bdi>${address}</bdi></strong>`;

const passwordField = (say: Say<WebTexts>, problems: readonly string[]): Html =>
  field({
    id: 'password',
    type: 'password',
    label: say('changePassword'),
    hint: say('changePasswordHint'),
    autocomplete: 'current-password',
    describedBy: problems.length > 0 ? SUMMARY_ID : null,
    isRequired: true,
  });

/** Opening the page changes nothing. */
export function confirmChangeForm(say: Say<WebTexts>, view: ConfirmForm): Html {
  const { action, token, address, needsProof, problems } = view;
  const { language } = say;
  const summary = problems.map((words) => ({ words, fieldId: 'password' }));
  return html`<p>${say.parts('changeQuestion', { address: shown(address) })}</p>
    ${errorSummary(language, summary)}
    ${form({
      action,
      language,
      hidden: { token },
      body: needsProof ? passwordField(say, problems) : null,
      button: say('changeButton'),
    })}`;
}

export const addressChanged = (say: Say<WebTexts>, accountPath: string): Html =>
  html`<p class="good" role="status">${say('changeDone')}</p>
    <p>${say('changeDoneUndo')}</p>
    <p><a class="button" href="${accountPath}">${say('yourAccount')}</a></p>`;

/** Opening the page changes nothing. */
export const undoChangeForm = (say: Say<WebTexts>, { action, token, address }: LinkForm): Html =>
  html`<p>${say('undoQuestion')}</p>
    <p>${say.parts('undoEffect', { address: shown(address) })}</p>
    ${form({ action, language: say.language, hidden: { token }, button: say('denyTitle') })}`;

export const changeUndone = (say: Say<WebTexts>): Html =>
  html`<p class="good" role="status">${say('undoDone')}</p>
    <p>${say('undoDoneMail')}</p>`;

export const deadChangeLink = (say: Say<WebTexts>, forgotPath: string): Html =>
  html`<p class="bad" role="alert">${say('deadLink')}</p>
    <p>${say('deadUsed')}</p>
    <p>
      ${say.parts('deadFear', { link: html`<a href="${forgotPath}">${say('choosePassword')}</a>` })}
    </p>`;

export const addressTaken = (say: Say<WebTexts>, signInPath: string): Html =>
  html`<p class="bad" role="alert">${say('changeTaken')}</p>
    <p>${say('changeTakenNext')}</p>
    ${signInLink(say, signInPath)}`;

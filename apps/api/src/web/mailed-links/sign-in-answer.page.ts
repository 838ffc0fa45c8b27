import { form, html, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import { signInLink } from '../sign-in/sign-in-link.js';
import type { WebTexts } from '../texts/index.js';

export interface AnswerForm {
  readonly action: string;
  readonly token: string;
}

/** Opening the page changes nothing. */
export const denyForm = (say: Say<WebTexts>, { action, token }: AnswerForm): Html =>
  html`<p>${say('denyQuestion')}</p>
    <p>${say('denyEffect')}</p>
    ${form({ action, language: say.language, hidden: { token }, button: say('denyTitle') })}`;

/** The same for an added factor. */
export const denyFactorForm = (say: Say<WebTexts>, { action, token }: AnswerForm): Html =>
  html`<p>${say('denyFactorQuestion')}</p>
    <p>${say('denyFactorEffect')}</p>
    ${form({ action, language: say.language, hidden: { token }, button: say('denyTitle') })}`;

export const denied = (say: Say<WebTexts>, signInPath: string): Html =>
  html`<p class="good" role="status">${say('deniedDone')}</p>
    <p>${say('deniedMail')}</p>
    ${signInLink(say, signInPath)}`;

export const confirmForm = (say: Say<WebTexts>, { action, token }: AnswerForm): Html =>
  html`<p>${say('confirmQuestion')}</p>
    ${form({ action, language: say.language, hidden: { token }, button: say('confirmButton') })}`;

export const confirmed = (say: Say<WebTexts>, signInPath: string): Html =>
  html`<p class="good" role="status">${say('confirmedDone')}</p>
    <p>${say('confirmedNext')}</p>
    ${signInLink(say, signInPath)}`;

export const deadAnswerLink = (say: Say<WebTexts>, forgotPath: string): Html =>
  html`<p class="bad" role="alert">${say('deadLink')}</p>
    <p>${say('deadAnswered')}</p>
    <p>
      ${say.parts('deadFear', { link: html`<a href="${forgotPath}">${say('choosePassword')}</a>` })}
    </p>`;

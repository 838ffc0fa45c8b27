import { form, html, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { WebTexts } from '../texts/index.js';

/** Opening the page changes nothing. */
export const objectForm = (
  say: Say<WebTexts>,
  { action, token }: { readonly action: string; readonly token: string },
): Html =>
  html`<p>${say('keepFactorsOrdered')}</p>
    <p>${say('keepFactorsEffect')}</p>
    ${form({ action, language: say.language, hidden: { token }, button: say('keepFactorsButton') })}`;

export const objected = (say: Say<WebTexts>, forgotPath: string): Html =>
  html`<p class="good" role="status">${say('keptFactors')}</p>
    <p>${say.parts('keptFactorsNext', { link: chooseLink(say, forgotPath) })}</p>`;

export const deadObjectionLink = (say: Say<WebTexts>, forgotPath: string): Html =>
  html`<p class="bad" role="alert">${say('deadLink')}</p>
    <p>${say('deadAnswered')}</p>
    <p>${say.parts('deadFear', { link: chooseLink(say, forgotPath) })}</p>`;

const chooseLink = (say: Say<WebTexts>, forgotPath: string): Html =>
  html`<a href="${forgotPath}">${say('choosePassword')}</a>`;

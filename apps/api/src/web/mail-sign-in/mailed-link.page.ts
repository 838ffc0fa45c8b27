import { html, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { WebTexts } from '../texts/index.js';

/** In any other browser: whoever asked may be a stranger. */
export const wrongBrowser = (say: Say<WebTexts>): Html =>
  html`<p class="bad" role="alert">${say('mailSignInElsewhere')}</p>
    <p>${say('mailSignInThere')}</p>`;

export const deadSignInLink = (say: Say<WebTexts>): Html =>
  html`<p class="bad" role="alert">${say('deadLink')}</p>
    <p>${say('mailSignInAgain')}</p>`;

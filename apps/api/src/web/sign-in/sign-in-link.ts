import { html, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { WebTexts } from '../texts/index.js';

/** The way to the page to sign in, on pages after which the person does. */
export const signInLink = (say: Say<WebTexts>, path: string): Html =>
  html`<p><a class="button" href="${path}">${say('signIn')}</a></p>`;

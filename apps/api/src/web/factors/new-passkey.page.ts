import { errorSummary, html, type Html } from '#api/platform/html';
import type { SayFactors } from './texts/index.js';

interface NewPasskey {
  readonly problem: string | null;
  /** Hidden without scripts and in browsers that have no passkeys. */
  readonly form: Html;
  readonly listPath: string;
}

/** The page that makes a passkey, for which a browser needs JavaScript. */
export const newPasskeyPage = (say: SayFactors, { problem, form, listPath }: NewPasskey): Html =>
  html`${errorSummary(say.language, problem === null ? [] : [{ words: problem }])}
    <p>${say('passkeyIntro')}</p>
    <noscript><p class="bad">${say('passkeyNoScript')}</p></noscript>
    ${form}
    <p><a href="${listPath}">${say('back')}</a></p>`;

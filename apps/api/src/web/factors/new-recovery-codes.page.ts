import { doneParagraph, html, type Html } from '#api/platform/html';
import type { SayFactors } from './texts/index.js';

interface NewCodes {
  readonly codes: readonly string[];
  /** What was done, where they come with a factor. */
  readonly notice: string | null;
  readonly onPath: string;
}

/** New recovery codes: the one page that shows them. */
export const newRecoveryCodes = (say: SayFactors, { codes, notice, onPath }: NewCodes): Html =>
  html`${doneParagraph(notice)}
    <p>${say('codesOnce')}</p>
    <ol class="codes" dir="ltr">
      ${codes.map((code) => html`<li>${code}</li>`)}
    </ol>
    <p>${say('codesUse')}</p>
    <p><a class="button" href="${onPath}">${say('codesStored')}</a></p>`;

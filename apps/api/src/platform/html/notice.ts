import { html, type Html } from './html.js';

/** What was done, above the page that an act has led to. It is announced. `null` for nothing. */
export const doneParagraph = (words: string | null): Html | null =>
  words === null ? null : html`<p class="good" role="status">${words}</p>`;

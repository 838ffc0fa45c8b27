import { html } from './html.js';
import { renderPage } from './page.js';

interface ProblemPage {
  readonly title: string;
  readonly appName: string;
  /** What a person can do about it. */
  readonly words: string;
  readonly requestId: string;
  /** Where a person begins anew; `null` leaves it away. */
  readonly home?: string | null;
}

/** A refusal as a person reads it in a browser. */
export function renderProblemPage({
  title,
  appName,
  words,
  requestId,
  home = null,
}: ProblemPage): string {
  const wayOn = home === null ? null : html`<p><a href="${home}">To the start page</a></p>`;
  const body = html`<p class="bad" role="alert">${words}</p>
    ${wayOn}
    <p class="quiet">If it stays so, tell your administrator this number: ${requestId}</p>`;
  return renderPage({ title, appName, body });
}

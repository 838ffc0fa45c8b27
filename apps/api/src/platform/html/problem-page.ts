import { html, type Html } from './html.js';
import { renderPage } from './page.js';

interface ProblemPage {
  readonly title: string;
  readonly appName: string;
  /** What a person can do about it. */
  readonly words: string;
  readonly requestId: string;
  /** Paragraphs that lead on; `null` leaves them away. */
  readonly wayOn?: Html | null;
}

/** A refusal as a person reads it in a browser. */
export function renderProblemPage({
  title,
  appName,
  words,
  requestId,
  wayOn = null,
}: ProblemPage): string {
  const body = html`<p class="bad" role="alert">${words}</p>
    ${wayOn}
    <p class="quiet">If it stays so, tell your administrator this number: ${requestId}</p>`;
  return renderPage({ title, appName, body });
}

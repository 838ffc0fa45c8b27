import { html, type Html } from './html.js';
import { renderPage } from './page.js';

interface ProblemPage {
  readonly title: string;
  readonly appName: string;
  /** What the user can do about it. */
  readonly words: string;
  readonly requestId: string;
  /** Paragraphs with links to continue; `null` for none. */
  readonly wayOn?: Html | null;
}

/** A refusal as a page for a user in a browser. */
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

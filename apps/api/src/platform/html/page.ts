import { html, Html } from './html.js';
import { STYLE, STYLE_SOURCE } from './style.js';

export interface PageContent {
  /** The title of the document, and the heading of the page. */
  readonly title: string;
  readonly appName: string;
  readonly body: Html;
  /** For pages with tables or mails. */
  readonly isWide?: boolean;
}

/** The policy has the hash of exactly this content. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

const WIDE = new Html(' class="wide"');

/** Renders a complete page that works without scripts and loads nothing. */
export function renderPage({ title, appName, body, isWide = false }: PageContent): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title === appName ? title : `${title} · ${appName}`}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main${isWide ? WIDE : null}>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`;
  return page.source;
}

const POLICY: Readonly<Record<string, readonly string[]>> = {
  'default-src': ["'none'"],
  'style-src': [STYLE_SOURCE],
  'form-action': ["'self'"],
  'frame-src': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The policy of a page with additional sources. */
function policyWith(added: Readonly<Record<string, readonly string[]>>): string {
  const names = new Set([...Object.keys(POLICY), ...Object.keys(added)]);
  return [...names]
    .map((name) => [name, ...(POLICY[name] ?? []), ...(added[name] ?? [])])
    .filter(({ length }) => length > 1)
    .map((parts) => parts.join(' '))
    .join('; ');
}

/**
 * Allows no script, only our own style, nothing from other origins, and no framing by other pages. The address of some
 * pages contains a live token, so no copy is cached and no referrer sends it to another site.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policyWith({}),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
};

/** Headers for a page that must load something else: additional sources by directive. */
export function pageHeadersWith(
  policy: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  return { ...PAGE_HEADERS, 'content-security-policy': policyWith(policy) };
}

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

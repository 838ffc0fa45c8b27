import { html, Html } from './html.js';
import { STYLE, STYLE_SOURCE } from './style.js';

export interface PageContent {
  /** Of the window and, unless the body has its own, of the page. */
  readonly title: string;
  readonly appName: string;
  readonly body: Html;
  /** For tables and mails instead of a few sentences. */
  readonly isWide?: boolean;
}

/** To the letter what the policy has the hash of. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

const WIDE = new Html(' class="wide"');

/** A whole page: works without scripts, loads nothing from anywhere. */
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

/** The policy of a page, with what it allows besides. */
function policyWith(added: Readonly<Record<string, readonly string[]>>): string {
  const names = new Set([...Object.keys(POLICY), ...Object.keys(added)]);
  return [...names]
    .map((name) => [name, ...(POLICY[name] ?? []), ...(added[name] ?? [])])
    .filter(({ length }) => length > 1)
    .map((parts) => parts.join(' '))
    .join('; ');
}

/**
 * No script, no style but ours, nothing from other origins, in no other page's frame. The address of some pages has a
 * live token: no copy is kept, and no referrer passes it to the next site.
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

/** For a page that must load something besides, each directive with its sources. */
export function pageHeadersWith(
  policy: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  return { ...PAGE_HEADERS, 'content-security-policy': policyWith(policy) };
}

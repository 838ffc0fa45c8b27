import { randomBytes } from 'node:crypto';
import type { Language } from '#libs/languages';
import { Html } from './html.js';
import { STYLE_SOURCE } from './style.js';

/** Additional sources of a content security policy, by directive. */
export type PagePolicy = Readonly<Record<string, readonly string[]>>;

const POLICY: PagePolicy = {
  'default-src': ["'none'"],
  'style-src': [STYLE_SOURCE],
  'form-action': ["'self'"],
  'frame-src': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The policy of a page with additional sources. */
function policyWith(added: PagePolicy): string {
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
export function pageHeadersWith(policy: PagePolicy): Readonly<Record<string, string>> {
  return { ...PAGE_HEADERS, 'content-security-policy': policyWith(policy) };
}

/** The headers of a page whose language depends on the request. */
export const headersInLanguage = (
  language: Language,
  policy: PagePolicy = {},
): Readonly<Record<string, string>> => ({
  ...pageHeadersWith(policy),
  'content-language': language,
  vary: 'Accept-Language, Cookie',
});

/** A script that one answer allows, and what its policy needs. */
export interface NoncedScript {
  readonly element: Html;
  readonly policy: PagePolicy;
}

const NONCE_BYTES = 18;

/** An inline script of our own for a page that needs one. @param source constant: it is not escaped */
export function nonceScript(source: string): NoncedScript {
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  return {
    element: new Html(`<script nonce="${nonce}">${source}</script>`),
    policy: { 'script-src': [`'nonce-${nonce}'`] },
  };
}

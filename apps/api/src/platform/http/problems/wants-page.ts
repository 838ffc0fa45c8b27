import type { IncomingHttpHeaders } from 'node:http';

/** Paths for programs, also when a browser opens them. */
const FOR_PROGRAMS = /^\/(?:api|health|metrics|\.well-known)(?:[/?]|$)|^\/docs\/openapi\.json/;

const HTML = /(?:^|,)\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)/i;
const JSON_TYPE = /\bjson\b/i;

/** Whether the caller is a browser that navigates to a page. Scripts in a page accept JSON or anything. */
export const acceptsPage = ({ accept = '' }: IncomingHttpHeaders): boolean =>
  HTML.test(accept) && !JSON_TYPE.test(accept);

/** Whether a refusal is sent as a page: to a browser, at a path that users open. */
export const wantsPage = (url: string, headers: IncomingHttpHeaders): boolean =>
  acceptsPage(headers) && !FOR_PROGRAMS.test(url);

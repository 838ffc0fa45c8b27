import type { IncomingHttpHeaders } from 'node:http';

/** What programs ask, also where somebody opens it in a browser. */
const FOR_PROGRAMS = /^\/(?:api|health|metrics|\.well-known)(?:[/?]|$)|^\/docs\/openapi\.json/;

const HTML = /(?:^|,)\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)/i;
const JSON_TYPE = /\bjson\b/i;

/** Whether the caller is a browser that shows a page. Its scripts ask for JSON, or for anything. */
export const acceptsPage = ({ accept = '' }: IncomingHttpHeaders): boolean =>
  HTML.test(accept) && !JSON_TYPE.test(accept);

/** Whether a refusal is shown as a page: to a browser, at an address that people open. */
export const wantsPage = (url: string, headers: IncomingHttpHeaders): boolean =>
  acceptsPage(headers) && !FOR_PROGRAMS.test(url);

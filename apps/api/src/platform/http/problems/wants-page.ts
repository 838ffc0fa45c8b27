import type { IncomingHttpHeaders } from 'node:http';

/** What programs ask, also where somebody opens it in a browser. */
const FOR_PROGRAMS = /^\/(?:api|health|metrics|\.well-known)(?:[/?]|$)|^\/docs\/openapi\.json/;

const HTML = /(?:^|,)\s*text\/html\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)/i;
const JSON_TYPE = /\bjson\b/i;

/** Whether a refusal is shown as a page: to a browser that a person leads somewhere. Its scripts ask for JSON, or for anything. */
export function wantsPage(url: string, { accept = '' }: IncomingHttpHeaders): boolean {
  return HTML.test(accept) && !JSON_TYPE.test(accept) && !FOR_PROGRAMS.test(url);
}

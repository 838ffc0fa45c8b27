import type { IncomingHttpHeaders } from 'node:http';
import { navigationRequired } from '../oauth.errors.js';

/**
 * Another site may send the window of a browser here, as a link does, and nothing else: by images or frames it could
 * begin any number of flows, and their cookies would crowd out the person's own (Fetch Metadata; browsers that send
 * none of it pass).
 * @throws AppError `NAVIGATION_REQUIRED`
 */
export function assertNavigation(headers: IncomingHttpHeaders): void {
  if (headers['sec-fetch-site'] !== 'cross-site') return;
  const isWindow =
    headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!isWindow) throw navigationRequired();
}

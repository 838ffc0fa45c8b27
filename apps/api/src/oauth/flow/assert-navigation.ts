import type { IncomingHttpHeaders } from 'node:http';
import { navigationRequired } from '../oauth.errors.js';

/**
 * Another site may navigate the browser here, as by a link, and nothing else: by images or iframes it could begin any number
 * of flows, whose cookies would displace those of the user (Fetch Metadata; browsers that do not send it are accepted).
 * @throws AppError `NAVIGATION_REQUIRED`
 */
export function assertNavigation(headers: IncomingHttpHeaders): void {
  if (headers['sec-fetch-site'] !== 'cross-site') return;
  const isWindow =
    headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!isWindow) throw navigationRequired();
}

import type { RouteTable } from './route-table.js';

const decoded = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

/** RFC 9112 section 3.2.2: what may stand before the path in the target of a request. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/** What follows the prefix in a path, when it begins with all of its segments; the parts may be percent-encoded. */
function restAfter(prefix: string, url: string): string | null {
  const [path = ''] = url.split('?', 1);
  const wanted = prefix.split('/').slice(1);
  const given = path.split('/').slice(1);
  const isUnder = wanted.every((segment, n) => decoded(given[n] ?? '') === segment);
  if (!isUnder) return null;
  return `/${given.slice(wanted.length).join('/')}${url.slice(path.length)}`;
}

/**
 * The path of APP_BASE_URL, under which a proxy serves this server. Some proxies take it off, others pass it
 * on: an address is looked for as it comes, and without the path when it begins with it.
 */
export class BasePath {
  private readonly firstSegment: string;
  private hasOwnRoutes: boolean | undefined;

  constructor(
    /** `/auth`, or empty. */
    readonly prefix: string,
    private readonly routes: RouteTable,
  ) {
    this.firstSegment = prefix.split('/')[1] ?? '';
  }

  /** The address as the routes know it. */
  strip(url: string): string {
    if (this.prefix === '') return url;
    const path = url.replace(ORIGIN, '');
    const rest = restAfter(this.prefix, path);
    if (rest === null || this.isOwn(path)) return url;
    return rest;
  }

  /** Only with a path that is also the beginning of a route of ours, as `/api`, the two could be mistaken. */
  private isOwn(url: string): boolean {
    this.hasOwnRoutes ??= this.routes.hasFirstSegment(this.firstSegment);
    return this.hasOwnRoutes && this.routes.methodsOf(url).length > 0;
  }
}

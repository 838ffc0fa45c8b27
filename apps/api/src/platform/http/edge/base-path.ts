import type { RouteTable } from './route-table.js';

const decoded = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

/** RFC 9112 section 3.2.2: the origin that may precede the path in an absolute request target. */
const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * The rest of a path after the prefix, if the path begins with all segments of the prefix; segments may be
 * percent-encoded.
 */
function restAfter(prefix: string, url: string): string | null {
  const [path = ''] = url.split('?', 1);
  const wanted = prefix.split('/').slice(1);
  const given = path.split('/').slice(1);
  const isUnder = wanted.every((segment, n) => decoded(given[n] ?? '') === segment);
  if (!isUnder) return null;
  return `/${given.slice(wanted.length).join('/')}${url.slice(path.length)}`;
}

/**
 * The path of APP_BASE_URL, under which a proxy serves this server. Some proxies remove it and others do not, so both
 * forms are accepted: a path that begins with it is also routed without it.
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

  /** The URL without the base path. */
  strip(url: string): string {
    if (this.prefix === '') return url;
    const path = url.replace(ORIGIN, '');
    const rest = restAfter(this.prefix, path);
    if (rest === null || this.isOwn(path)) return url;
    return rest;
  }

  /**
   * The two forms can be confused only if the base path is also the beginning of one of our routes, such as `/api`.
   */
  private isOwn(url: string): boolean {
    this.hasOwnRoutes ??= this.routes.hasFirstSegment(this.firstSegment);
    return this.hasOwnRoutes && this.routes.methodsOf(url).length > 0;
  }
}

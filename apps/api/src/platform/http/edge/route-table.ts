import type { FastifyInstance } from 'fastify';

interface Pattern {
  readonly segments: readonly string[];
  readonly methods: Set<string>;
}

const segmentsOf = (path: string) =>
  path
    .split(/[?#]/, 1)[0]!
    .split('/')
    .filter((segment, index, all) => segment !== '' || (index > 0 && index < all.length - 1));

/** Knows every route, so that a wrong method can be distinguished from a wrong path. */
export class RouteTable {
  private readonly patterns = new Map<string, Pattern>();

  add(url: string, methods: readonly string[]): void {
    const segments = segmentsOf(url);
    const key = segments.join('/');
    const known = this.patterns.get(key) ?? { segments, methods: new Set<string>() };
    for (const method of methods) known.methods.add(method);
    this.patterns.set(key, known);
  }

  /** Whether a route begins with this segment. */
  hasFirstSegment(segment: string): boolean {
    return [...this.patterns.values()].some(({ segments: [first] }) => first === segment);
  }

  /** The methods of a path, sorted; empty if the path is not served. */
  methodsOf(path: string): string[] {
    const asked = segmentsOf(path);
    const methods = new Set<string>();
    for (const pattern of this.patterns.values()) {
      if (matches(pattern.segments, asked))
        pattern.methods.forEach((method) => methods.add(method));
    }
    return [...methods].sort();
  }
}

function matches(pattern: readonly string[], asked: readonly string[]): boolean {
  if (pattern.length !== asked.length) return false;
  return pattern.every((segment, index) => segment.startsWith(':') || segment === asked[index]);
}

declare module 'fastify' {
  interface FastifyInstance {
    gatehouseRoutes: RouteTable;
  }
}

/** Creates a table that is filled as routes are added. */
export function keepRouteTable(fastify: FastifyInstance): RouteTable {
  const table = new RouteTable();
  fastify.decorate('gatehouseRoutes', table);
  fastify.addHook('onRoute', ({ url, method }) => {
    if (!url.includes('*')) table.add(url, [method].flat());
  });
  return table;
}

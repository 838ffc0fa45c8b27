/** Where a call names a unit. */
export interface UnitSource {
  readonly from: 'param' | 'query' | 'body';
  readonly name: string;
}

/** The unit at which a permission or role may be held. */
export interface AtUnit {
  readonly at: UnitSource;
}

function named(from: UnitSource['from'], name: unknown): UnitSource {
  if (typeof name !== 'string' || name === '') throw new Error(`${from}() needs a name`);
  return Object.freeze({ from, name });
}

/** The unit in a path parameter (HTTP), an argument (GraphQL) or a member of the payload (WebSocket, microservice). */
export const param = (name: string): UnitSource => named('param', name);

/** The unit in the query string; in other contexts than HTTP like `param`. */
export const query = (name: string): UnitSource => named('query', name);

/** The unit in a member of the body; in other contexts than HTTP like `param`. */
export const body = (name: string): UnitSource => named('body', name);

const SOURCES: ReadonlySet<unknown> = new Set(['param', 'query', 'body']);

export const isUnitSource = (value: unknown): value is UnitSource =>
  typeof value === 'object' &&
  value !== null &&
  SOURCES.has((value as UnitSource).from) &&
  typeof (value as UnitSource).name === 'string';

import { AppError, isId } from '#libs/kernel';
import type { PageQuery } from './page-query.dto.js';

/** The maximum number of items in the lists of the original API without `limit` and `cursor`. */
export const EVERYTHING = 100_000;

/** The default limit of lists that the original API did not have. */
export const NEW_LIST_LIMIT = 50;

export interface PageRequest {
  /** The id after which the page begins; `null` for the first. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

const invalidCursor = () =>
  new AppError('VALIDATION_FAILED', {
    detail: 'cursor is not one that this list gave',
    errors: [
      { field: 'cursor', code: 'INVALID_CURSOR', message: 'is not one that this list gave' },
    ],
  });

function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!isId(id)) throw invalidCursor();
  return id;
}

/**
 * The request to the store asks for one row more than the page has, so that the last page is recognised without a
 * count.
 * @param unlimited how many rows a list without `limit` returns
 * @throws AppError `VALIDATION_FAILED`
 */
export function toPageRequest(query: PageQuery, unlimited: number): PageRequest {
  const isPaged = query.limit !== undefined || query.cursor !== undefined;
  const limit = query.limit ?? (isPaged ? NEW_LIST_LIMIT : unlimited);
  return {
    after: query.cursor === undefined ? null : decodeCursor(query.cursor),
    limit: limit + 1,
  };
}

/**
 * A page of a short list that is read as a whole. Without `limit` and `cursor` the page is the whole list.
 * @throws AppError `VALIDATION_FAILED`
 */
export function pageOf<T>(
  query: PageQuery,
  all: readonly T[],
  keyOf: (item: T) => string,
): Page<T> {
  const isPaged = query.limit !== undefined || query.cursor !== undefined;
  const limit = query.limit ?? (isPaged ? NEW_LIST_LIMIT : EVERYTHING);
  const cursorOf = (item: T) => Buffer.from(keyOf(item)).toString('base64url');
  const before = all.findIndex((item) => cursorOf(item) === query.cursor);
  if (query.cursor !== undefined && before < 0) throw invalidCursor();
  const items = all.slice(before + 1, before + 1 + limit);
  const last = before + 1 + limit < all.length ? items.at(-1) : undefined;
  return { items, next_cursor: last === undefined ? null : cursorOf(last) };
}

/** Removes the extra row that `toPageRequest` asked for. */
export function toPage<R extends { readonly id: string }, T>(
  request: PageRequest,
  found: readonly R[],
  toItem: (row: R) => T,
): Page<T> {
  const shown = found.slice(0, request.limit - 1);
  const last = found.length >= request.limit ? shown.at(-1) : undefined;
  const next_cursor = last === undefined ? null : Buffer.from(last.id).toString('base64url');
  return { items: shown.map(toItem), next_cursor };
}

/** The smallest and the largest possible id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * SQL: the rows of `$1` whose ids come after `$2` (`NULL`: all), as one range of the index on both columns. The range
 * covers both columns, so that no other index fits: otherwise the planner might scan the index on the ids, and find no
 * row for a long time if those of `$1` were all inserted together.
 */
export const after = (owner: string, id: string): string =>
  `(${owner}, ${id}) > ($1::uuid, coalesce($2::uuid, '${FIRST_ID}'))
   AND (${owner}, ${id}) <= ($1::uuid, '${LAST_ID}')`;

/**
 * The maximum number of rows in one statement: it takes milliseconds, and the connection is free between two
 * statements.
 */
const BATCH = 2000;

interface IdRange {
  readonly after: string | null;
  readonly limit: number;
}

/** Reads the requested page with statements of bounded size, of which each continues after the last id. */
export async function inBatches<R extends { readonly id: string }>(
  page: IdRange,
  read: (page: IdRange) => Promise<R[]>,
  batch = BATCH,
): Promise<R[]> {
  const all: R[] = [];
  let { after } = page;
  for (;;) {
    const limit = Math.min(batch, page.limit - all.length);
    const found = await read({ after, limit });
    for (const each of found) all.push(each);
    after = found.at(-1)?.id ?? after;
    if (found.length < limit || all.length >= page.limit) return all;
  }
}

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

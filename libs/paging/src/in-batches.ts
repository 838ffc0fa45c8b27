/** Rows of one statement at most: it takes milliseconds, and a connection is free again in between. */
const BATCH = 2000;

interface Asked {
  readonly after: string | null;
  readonly limit: number;
}

/** Reads what `page` asks for, however much that is, by statements of a bounded size: each goes on after the last id. */
export async function inBatches<R extends { readonly id: string }>(
  page: Asked,
  read: (page: Asked) => Promise<R[]>,
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

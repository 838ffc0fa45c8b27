const BATCH = 500;

/** Calls `work` for each batch: one statement for each row would be slow, one for all would exceed the statement timeout. */
export async function inBatches<T>(
  all: readonly T[],
  work: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < all.length; start += BATCH) {
    await work(all.slice(start, start + BATCH));
  }
}

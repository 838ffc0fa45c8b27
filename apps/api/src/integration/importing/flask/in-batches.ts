const BATCH = 500;

/** A statement for each batch: neither one for each row, nor one that takes longer than a statement may. */
export async function inBatches<T>(
  all: readonly T[],
  work: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < all.length; start += BATCH) {
    await work(all.slice(start, start + BATCH));
  }
}

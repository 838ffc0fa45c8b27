type Global = typeof globalThis & { endGatehouseTestRun?: () => Promise<void> };

/** Stops what the test files of this run have started. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as Global).endGatehouseTestRun?.();
}

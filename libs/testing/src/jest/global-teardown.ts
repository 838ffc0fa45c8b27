type Global = typeof globalThis & { endGatehouseTestRun?: () => Promise<void> };

/** Ends what the test files of this run started. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as Global).endGatehouseTestRun?.();
}

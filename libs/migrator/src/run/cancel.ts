import type { PostgresClient } from '../connection/postgres-client.js';
import { connect } from '../database/connect.js';
import type { MigratorOptions, RunOptions } from '../options.js';

/** How long the server may take to end a statement before the connection is closed, which also ends it. */
const GRACE_MS = 500;

/**
 * Cancels the running statement in the server on abort; otherwise it would continue. Returns a function that removes
 * the listener.
 */
export function cancelOnAbort(
  client: PostgresClient,
  options: MigratorOptions & Partial<RunOptions>,
): () => void {
  const { signal } = options;
  if (!signal) return () => undefined;
  // pg knows the server process only after the connection is made.
  const pid = (client as unknown as { processID: number | null }).processID;
  let grace: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    grace = setTimeout(() => client.giveUp(), GRACE_MS);
    void cancelStatement(options, pid);
  };
  signal.addEventListener('abort', cancel, { once: true });
  return () => {
    clearTimeout(grace);
    signal.removeEventListener('abort', cancel);
  };
}

async function cancelStatement(options: MigratorOptions, pid: number | null): Promise<void> {
  try {
    const second = await connect(
      options.connection,
      'gatehouse-migrate cancel',
      AbortSignal.timeout(2 * GRACE_MS),
    );
    await second.query('SELECT pg_cancel_backend($1)', [pid]).finally(() => second.end());
  } catch {
    // The run reports the interruption itself; without the cancellation it only ends later.
  }
}

import type pg from 'pg';
import { connect } from '../database/connect.js';
import type { MigratorOptions, RunOptions } from '../options.js';

/**
 * Lets an abort reach the statement that runs in the server, which would go on without us.
 * Returns how to stop listening.
 */
export function cancelOnAbort(
  client: pg.Client,
  options: MigratorOptions & Partial<RunOptions>,
): () => void {
  const { signal } = options;
  if (!signal) return () => undefined;
  // pg knows the server process only after the connection is made.
  const pid = (client as unknown as { processID: number | null }).processID;
  const cancel = (): void => void cancelStatement(options, pid);
  signal.addEventListener('abort', cancel, { once: true });
  return () => signal.removeEventListener('abort', cancel);
}

async function cancelStatement(options: MigratorOptions, pid: number | null): Promise<void> {
  try {
    const second = await connect(options.connection, 'gatehouse-migrate cancel');
    await second.query('SELECT pg_cancel_backend($1)', [pid]).finally(() => second.end());
  } catch {
    // The run itself says that it was interrupted; without this it merely ends later.
  }
}

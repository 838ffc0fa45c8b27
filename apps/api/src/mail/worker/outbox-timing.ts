/** The intervals of the outbox; tests shorten them. */
export class OutboxTiming {
  /** How long a lease lasts without renewal; then other workers may claim the mail. */
  readonly leaseMs: number = 10_000;
  /** The interval at which leases are renewed while mails are being sent. */
  readonly renewMs: number = 1_000;
  /** The interval at which a worker polls for mails of other processes. */
  readonly pollMs: number = 1_000;
  readonly firstRetryMs: number = 1_000;
  readonly lastRetryMs: number = 300_000;
  /** The longest pause while only answers to single mails suggest that the server is at fault. */
  readonly doubtMs: number = 30_000;
  /** For so long after a delivered mail each unclear answer causes only the first pause: unauthenticated callers can choose addresses that a server refuses. */
  readonly trustMs: number = 120_000;
  /** The interval at which expired and undeliverable mails are ended. */
  readonly sweepMs: number = 10_000;
  /** The interval at which finished mails are deleted. */
  readonly purgeMs: number = 600_000;
  /**
   * How long a lease must be observed as ended before another worker releases it. After the database was unavailable
   * every lease has ended, although its worker may have sent the mail and is about to record it.
   */
  readonly suspicionMs: number = 2_000;
  /** How long a stopping worker waits for its mails; less than the shutdown waits for the worker. */
  readonly stopMs: number = 2_000;
}

/** The pause after so many failed attempts: doubling from the first to the last. */
export function retryDelayMs(failures: number, timing: OutboxTiming): number {
  const exponent = Math.min(Math.max(failures - 1, 0), 30);
  return Math.min(timing.firstRetryMs * 2 ** exponent, timing.lastRetryMs);
}

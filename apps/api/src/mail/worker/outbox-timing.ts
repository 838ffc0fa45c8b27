/** The pace of the outbox; tests make it faster. */
export class OutboxTiming {
  /** How long a worker may be silent before its mails are anybody's again. */
  readonly leaseMs: number = 10_000;
  /** How often leases are prolonged while mails are being sent. */
  readonly renewMs: number = 1_000;
  /** How often a worker looks for mails that nobody woke it for. */
  readonly pollMs: number = 1_000;
  readonly firstRetryMs: number = 1_000;
  readonly lastRetryMs: number = 300_000;
  /** The longest pause while it is only probable that the server is to blame: a new mail may prove it well. */
  readonly doubtMs: number = 30_000;
  /** So long after a mail was taken doubts cost the first pause each: strangers choose addresses that a server refuses. */
  readonly trustMs: number = 120_000;
  /** How often dead links and hopeless mails are looked for. */
  readonly sweepMs: number = 10_000;
  /** How often what is long finished is deleted. */
  readonly purgeMs: number = 600_000;
  /**
   * For how long a lease must be seen to run out before another worker believes it. After the database was
   * away or frozen every lease looks old, and the worker that sent the mail is about to say so.
   */
  readonly suspicionMs: number = 2_000;
  /** How long a stopping worker waits for what it is sending: less than the end of the process waits for the worker. */
  readonly stopMs: number = 2_000;
}

/** The pause after so many failed attempts: doubling from the first to the last. */
export function retryDelayMs(failures: number, timing: OutboxTiming): number {
  const exponent = Math.min(Math.max(failures - 1, 0), 30);
  return Math.min(timing.firstRetryMs * 2 ** exponent, timing.lastRetryMs);
}

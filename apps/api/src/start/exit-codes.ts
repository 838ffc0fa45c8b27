/** The exit codes of the process; documented in docs/running.md. */
export const EXIT = {
  /** Stopped in order. */
  stopped: 0,
  /** Could not start, or ended after an internal error. */
  failed: 1,
  /** Stopped, but at the deadline: requests were cut or a feature did not close. */
  cut: 124,
  /** Ended at once by a second SIGINT or SIGTERM. */
  interrupted: 130,
  terminated: 143,
} as const;

/** What the process ends with; documented in docs/running.md. */
export const EXIT = {
  /** Stopped in order. */
  stopped: 0,
  /** Could not start, or ended by a fault of its own. */
  failed: 1,
  /** Stopped, but at the deadline: requests were cut or a room did not close. */
  cut: 124,
  /** A second SIGINT or SIGTERM: at once. */
  interrupted: 130,
  terminated: 143,
} as const;

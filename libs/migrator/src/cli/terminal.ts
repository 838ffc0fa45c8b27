/** The output of a command, and whether an operator can answer questions. */
export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** A line about the run. */
  err(line: string): void;
  /** Prints a line that the next one replaces; only if `isLive`. */
  progress(line: string): void;
  /** Whether standard error is a terminal. */
  readonly isLive: boolean;
  /** Whether an operator can answer questions. */
  readonly isInteractive: boolean;
  /** Asks a question that is answered with yes or no. */
  confirm(question: string): Promise<boolean>;
}

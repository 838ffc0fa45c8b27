/** Where the words of a command go, and whether somebody reads them. */
export interface Terminal {
  /** A line of the result. */
  out(line: string): void;
  /** A line about the run. */
  err(line: string): void;
  /** A line that the next one replaces; only where `isLive`. */
  progress(line: string): void;
  /** Whether standard error is a terminal. */
  readonly isLive: boolean;
  /** Whether somebody can answer. */
  readonly isInteractive: boolean;
  /** A question that is answered with yes or no. */
  confirm(question: string): Promise<boolean>;
}

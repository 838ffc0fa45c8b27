/** A message for the operator at start: an address, a first password, a warning. */
export interface StartNotice {
  readonly label: string;
  readonly text: string;
  /** Warnings are printed after everything else. */
  readonly level?: 'info' | 'warn';
}

/**
 * Collected by features while they start and printed once under the banner, only on the terminal and never in the log.
 */
export class StartNotices {
  private readonly notices: StartNotice[] = [];

  add(notice: StartNotice): void {
    this.notices.push(notice);
  }

  list(): readonly StartNotice[] {
    return [...this.notices];
  }
}

/** Something a person should see once the server is up: an address, a first password, a warning. */
export interface StartNotice {
  readonly label: string;
  readonly text: string;
  /** Warnings are printed after everything else. */
  readonly level?: 'info' | 'warn';
}

/** Collected by features while they start, printed once under the banner, on the terminal alone and never in the log. */
export class StartNotices {
  private readonly notices: StartNotice[] = [];

  add(notice: StartNotice): void {
    this.notices.push(notice);
  }

  list(): readonly StartNotice[] {
    return [...this.notices];
  }
}

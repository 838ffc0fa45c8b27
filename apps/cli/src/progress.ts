const SHOWN_EVERY = 500;

/** A line on the terminal that counts up; silent in a pipe. */
export class Progress {
  private shown = 0;

  constructor(
    private readonly what: string,
    private readonly output: NodeJS.WriteStream = process.stderr,
  ) {}

  show(count: number): void {
    if (!this.output.isTTY || count - this.shown < SHOWN_EVERY) return;
    this.shown = count;
    this.output.write(`\r${count} ${this.what}`);
  }

  end(): void {
    if (this.shown > 0) this.output.write('\r\u001b[K');
  }
}

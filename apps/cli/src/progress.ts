const SHOWN_EVERY = 500;

/** A line on the terminal that counts up; silent in a pipe. */
export class Progress {
  private shown = 0;

  constructor(
    private readonly what: string,
    private readonly output: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Shows what the work tells, until it has ended, however it does. */
  static async during<T>(
    what: string,
    work: (show: (count: number) => void) => Promise<T>,
    output?: NodeJS.WriteStream,
  ): Promise<T> {
    const progress = new Progress(what, output);
    try {
      return await work((count) => progress.show(count));
    } finally {
      progress.end();
    }
  }

  show(count: number): void {
    if (!this.output.isTTY || count - this.shown < SHOWN_EVERY) return;
    this.shown = count;
    this.output.write(`\r${count} ${this.what}`);
  }

  end(): void {
    if (this.shown > 0) this.output.write('\r\u001b[K');
  }
}

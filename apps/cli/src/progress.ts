const SHOWN_EVERY = 500;

/** Shows on the terminal the count that the work reports, until the work has ended or failed; prints nothing in a pipe. */
export async function withProgress<T>(
  what: string,
  work: (show: (count: number) => void) => Promise<T>,
  output: NodeJS.WriteStream = process.stderr,
): Promise<T> {
  let shown = 0;
  try {
    return await work((count) => {
      if (!output.isTTY || count - shown < SHOWN_EVERY) return;
      shown = count;
      output.write(`\r${count} ${what}`);
    });
  } finally {
    if (shown > 0) output.write('\r\u001b[K');
  }
}

import { createInterface } from 'node:readline/promises';

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

const CLEAR_LINE = '\r\u001b[K';

/** The terminal, or the pipes, of this process. */
export function processTerminal(): Terminal {
  const isLive = process.stderr.isTTY === true;
  let hasProgress = false;
  const clear = (): void => {
    if (hasProgress) process.stderr.write(CLEAR_LINE);
    hasProgress = false;
  };
  return {
    isLive,
    isInteractive: isLive && process.stdin.isTTY === true,
    out(line) {
      clear();
      process.stdout.write(`${line}\n`);
    },
    err(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!isLive) return;
      process.stderr.write(CLEAR_LINE + line.slice(0, (process.stderr.columns || 80) - 1));
      hasProgress = true;
    },
    async confirm(question) {
      clear();
      const prompt = createInterface({ input: process.stdin, output: process.stderr });
      try {
        const answer = await prompt.question(`${question} [y/N] `);
        return /^y(es)?$/i.test(answer.trim());
      } catch {
        // Ctrl-C and the end of the input mean no; the cursor is still after the question.
        process.stderr.write('\n');
        return false;
      } finally {
        prompt.close();
      }
    },
  };
}

/** Aborts on SIGINT and SIGTERM; a second signal ends the process at once. */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort());
  }
  return controller.signal;
}

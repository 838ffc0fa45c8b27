import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';

/** Asks the user at the terminal; `true` for yes. The question does not go to standard output. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The end of the input counts as no; readline alone would wait for ever.
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), ended]);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** Whether a user is at a terminal. */
export const isInteractive = (): boolean => process.stdin.isTTY && process.stderr.isTTY;

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

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** The first line of the input, without its line break. On a terminal the command asks for it and does not echo it. */
export async function readPassword(input: Input, terminal: NodeJS.WritableStream): Promise<string> {
  const isTerminal = (input as ReadStream).isTTY === true;
  if (isTerminal) terminal.write('Password: ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: isTerminal });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (isTerminal) terminal.write('\n');
  }
}

import { createInterface } from 'node:readline/promises';

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

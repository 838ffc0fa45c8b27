import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.js';

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

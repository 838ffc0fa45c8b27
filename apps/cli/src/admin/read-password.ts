import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { ReadStream } from 'node:tty';

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

/** The exit codes of every command; `migrate` has further ones. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** Thrown by a command that cannot do its work, or only a part of it; reported as one line and a hint. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    message: string,
    readonly hint?: string,
    /** Further members of the JSON document. */
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/** Prints what a command has done: a line of text, or with `--json` one document. */
export function tell(
  options: Readonly<Record<string, unknown>>,
  line: string,
  document: Readonly<Record<string, unknown>>,
): void {
  const isJson = options['json'] === true;
  process.stdout.write(`${isJson ? JSON.stringify({ success: true, ...document }) : line}\n`);
}

/** Commander has printed the problem already; requested help is no error. */
function exitCodeOfCommander(error: object): number | null {
  const { code, exitCode } = error as { code?: unknown; exitCode?: unknown };
  if (typeof code !== 'string' || !code.startsWith('commander.')) return null;
  return exitCode === 0 ? EXIT.done : EXIT.usage;
}

function messageOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return error.message || (typeof code === 'string' ? code : error.name);
}

function textOf(error: Error): string {
  const { hint } = error as { hint?: unknown };
  const message = messageOf(error);
  return typeof hint === 'string' ? `${message}\nhint: ${hint}` : message;
}

/** With `--json`: the error as one document on standard output. */
function errorDocument(error: Error, exitCode: number): string {
  const { hint, details } = error as { hint?: unknown; details?: object };
  return JSON.stringify({
    success: false,
    code: exitCode === EXIT.usage ? 'USAGE' : 'FAILED',
    message: messageOf(error).replace(/^error: /, ''),
    hint: typeof hint === 'string' ? hint : null,
    exit_code: exitCode,
    ...details,
  });
}

const wantsJson = (): boolean => process.argv.includes('--json');

/** Prints the error without a stack, and returns the exit code. */
export function showError(error: Error): number {
  // The reader of the output has closed the pipe.
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') return EXIT.done;
  const fromCommander = exitCodeOfCommander(error);
  const exitCode = fromCommander ?? EXIT.failed;
  if (wantsJson() && exitCode !== EXIT.done) {
    process.stdout.write(`${errorDocument(error, exitCode)}\n`);
  }
  if (fromCommander === null) process.stderr.write(`error: ${textOf(error)}\n`);
  return exitCode;
}

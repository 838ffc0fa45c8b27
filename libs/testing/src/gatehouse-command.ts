import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endWithUs } from './spawned.js';
import { temporaryFolder } from './test-run.js';

const ROOT = join(import.meta.dirname, '../../..');
const BUILT = join(ROOT, 'dist/apps/cli/src/main.js');
const PROGRAM = join(ROOT, 'bin/gatehouse.js');

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** The whole environment except PATH: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The working directory; by default an empty folder. */
  readonly cwd?: string;
}

const QUESTION = '[y/N]';

function assertBuilt(): void {
  if (!existsSync(BUILT)) throw new Error('The command line is not built: npm run build');
}

/**
 * Runs the built `gatehouse` without a terminal, in a folder without a `.env`.
 * @throws Error if it has not been built (`npm test` builds what its suites need)
 */
export function runGatehouse(
  args: readonly string[],
  { env, input = '', cwd = temporaryFolder('command') }: CommandOptions,
): Promise<CommandResult> {
  assertBuilt();
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  // A command that ends without reading its input closes the pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
}

export interface TerminalResult {
  readonly code: number | null;
  /** All output, in order. */
  readonly screen: string;
}

/** The same on a terminal, with an answer to its question. */
export function runGatehouseOnTerminal(
  args: readonly string[],
  { env, answer }: Pick<CommandOptions, 'env'> & { readonly answer: string },
): Promise<TerminalResult> {
  assertBuilt();
  const words = [process.execPath, PROGRAM, ...args];
  const command = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  // `script` of util-linux runs a command on a pseudo-terminal and passes its exit code on.
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: temporaryFolder('command'),
    env: { PATH: process.env['PATH'], ...env },
  });
  endWithUs(child);
  let screen = '';
  let isAnswered = false;
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (isAnswered || !screen.includes(QUESTION)) return;
    isAnswered = true;
    child.stdin.write(`${answer}\n`);
  });
  child.stdin.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, screen }));
  });
}

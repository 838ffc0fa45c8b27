import { spawn } from 'node:child_process';
import { processEnvironment } from '#libs/config';
import type { Account } from './account.js';

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Environment variables that PostgreSQL's programs need; `PG…` variables must not be passed on. */
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP', 'TZ'];

/**
 * Runs a program to completion as the given account, in a separate session, so that Ctrl-C in the terminal reaches
 * only the server.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { account: Account | null; cwd: string },
): Promise<ProgramResult> {
  const { account, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      detached: true,
      windowsHide: true,
      env: { ...passedOn(), LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    let output = '';
    const collect = (chunk: Buffer): void =>
      void (output = (output + chunk.toString()).slice(-8000));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    // `exit`, not `close`: a postmaster started by pg_ctl may inherit the pipes and keep them open.
    child.once('exit', (exitCode) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ exitCode, output: output.trim() });
    });
  });
}

function passedOn(): Record<string, string> {
  const environment = processEnvironment();
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

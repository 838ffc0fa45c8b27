import { transformFileSync } from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const PACKAGE = join(ROOT, 'libs/migrator');

export interface ProgramResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running process. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly result: Promise<ProgramResult>;
}

/** The program of the migrator's package, compiled from its sources: to run it as separate processes. */
export class MigratorProgram {
  private readonly folder = mkdtempSync(join(tmpdir(), 'gatehouse-migrator-'));

  constructor() {
    const sources = readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' });
    for (const name of sources.filter((path) => /(?<!\.spec)\.ts$/.test(path))) {
      const { code } = transformFileSync(join(PACKAGE, 'src', name), {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
      });
      const target = join(this.folder, 'dist', name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
    cpSync(join(PACKAGE, 'package.json'), join(this.folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  get main(): string {
    return join(this.folder, 'dist/bin.js');
  }

  start(args: readonly string[], env: Readonly<Record<string, string>>): RunningProgram {
    const child = spawn(process.execPath, [this.main, ...args], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, result: collect(child) };
  }

  run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ProgramResult> {
    return this.start(args, env).result;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a process prints, until it ends. */
export function collect(child: ChildProcess): Promise<ProgramResult> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, wrongUse } from '../errors.js';
import type { CommandContext, CommandSpec } from './command.js';
import { MIGRATOR_COMMANDS as commands } from './commands/index.js';
import { parseArguments } from './parse-arguments.js';
import { Reporter } from './with-target.js';
import { runCommand } from './run-command.js';
import type { Terminal } from './terminal.js';

interface FakeTerminal extends Terminal {
  readonly output: string[];
  readonly errors: string[];
}

function fakeTerminal(traits: Partial<Terminal> = {}): FakeTerminal {
  const output: string[] = [];
  const errors: string[] = [];
  return {
    output,
    errors,
    isLive: false,
    isInteractive: false,
    out: (line) => void output.push(line),
    err: (line) => void errors.push(line),
    progress: () => undefined,
    confirm: () => Promise.reject(new Error('Nobody may be asked')),
    ...traits,
  };
}

const contextWith = (terminal: Terminal, more: Partial<CommandContext> = {}): CommandContext => ({
  program: 'prog',
  dir: 'nowhere',
  production: false,
  terminal,
  openTarget: () => Promise.reject(new Error('No database may be used')),
  now: () => new Date('2026-01-02T03:04:05Z'),
  ...more,
});

const failing = (error: Error): CommandSpec => ({
  ...commands.status,
  run: () => Promise.reject(error),
});

describe('the arguments of a command', () => {
  it('arguments of a command are parsed with their units', () => {
    const args = ['--steps', '2', '--wait', '2m', '--lock-timeout=500ms', '--dry-run'];
    expect(parseArguments(commands.up, args).options).toEqual({
      steps: 2,
      wait: 120_000,
      lockTimeout: 500,
      dryRun: true,
    });
    expect(parseArguments(commands.up, ['--wait', '30']).options).toEqual({ wait: 30_000 });
  });

  it.each([
    [['--steps', '0']],
    [['--steps', '-1']],
    [['--steps', '1e3']],
    [['--steps']],
    [['--wait', 'long']],
    [['--wait', '1h']],
    [['--nope']],
    [['extra']],
    [['--json=yes']],
  ])('invalid arguments are refused as wrong use: %j', (args) => {
    expect(() => parseArguments(commands.up, args)).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  });
});

describe('a command', () => {
  it('a failed command prints one line and a hint, and no stack', async () => {
    const terminal = fakeTerminal();
    const error = failed('It broke', { hint: 'Mend it.' });
    const code = await runCommand(failing(error), contextWith(terminal), {
      positional: [],
      options: {},
    });
    expect(code).toBe(1);
    expect(terminal.errors).toEqual(['error: It broke', 'hint: Mend it.']);
    expect(terminal.output).toEqual([]);
  });

  it('an unknown error is printed by its message only', async () => {
    const terminal = fakeTerminal();
    const input = { positional: [], options: {} };
    expect(await runCommand(failing(new TypeError('x')), contextWith(terminal), input)).toBe(1);
    expect(terminal.errors).toEqual(['error: x']);
  });

  it('wrong use prints the usage and exits with 2', async () => {
    const terminal = fakeTerminal();
    const input = { positional: [], options: {} };
    const code = await runCommand(failing(wrongUse('No')), contextWith(terminal), input);
    expect(code).toBe(2);
    expect(terminal.errors.at(-1)).toBe('usage: prog status [--exit-code] [--json]');
  });

  it('with --json a failure is one JSON document', async () => {
    const terminal = fakeTerminal();
    const error = failed('It broke', { details: { someFile: 'a.sql' } });
    error.kept = ['1-a'];
    const input = { positional: [], options: { json: true } };
    await runCommand(failing(error), contextWith(terminal), input);
    expect(terminal.output).toHaveLength(1);
    expect(JSON.parse(terminal.output[0] as string)).toEqual({
      success: false,
      code: 'FAILED',
      message: 'It broke',
      hint: null,
      some_file: 'a.sql',
      kept: ['1-a'],
      exit_code: 1,
    });
  });

  it('a command closes its database, also when it fails', async () => {
    const terminal = fakeTerminal();
    let closed = 0;
    const context = contextWith(terminal, {
      openTarget: () =>
        Promise.resolve({
          connection: 'postgres://nobody:secret@127.0.0.1:1/nothing',
          close: () => {
            closed += 1;
            return Promise.resolve();
          },
        }),
    });
    expect(await runCommand(commands.up, context, { positional: [], options: {} })).toBe(1);
    expect(closed).toBe(1);
    expect(terminal.errors.join()).toMatch(/nothing at 127\.0\.0\.1:1 as nobody/);
    expect(terminal.errors.join()).not.toContain('secret');
  });

  it('an invalid database address is not printed', async () => {
    const terminal = fakeTerminal();
    const context = contextWith(terminal, {
      openTarget: () => Promise.resolve({ connection: 'postgres://u:hunter2@h:notaport/d' }),
    });
    await runCommand(commands.status, context, { positional: [], options: {} });
    expect(terminal.errors).not.toEqual([]);
    expect(terminal.errors.join()).not.toContain('hunter2');
  });

  it.each([
    ['down', commands.down],
    ['redo', commands.redo],
  ])('%s requires --yes in production before it connects to the database', async (_, command) => {
    const terminal = fakeTerminal();
    const context = contextWith(terminal, {
      production: true,
      openTarget: () => Promise.resolve({ connection: 'postgres://127.0.0.1:1/nothing' }),
    });
    expect(await runCommand(command, context, { positional: [], options: {} })).toBe(2);
    expect(terminal.errors[0]).toMatch(/--yes/);
  });
});

describe('lint', () => {
  it('lint needs no database and exits with 5 if it finds something', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'migrations-'));
    for (const name of ['up', 'down']) {
      mkdirSync(join(dir, name));
      writeFileSync(join(dir, name, '20260101000000-a.sql'), 'DROP TABLE a;');
    }
    const terminal = fakeTerminal();
    const run = (...positional: string[]): Promise<number> =>
      runCommand(commands.lint, contextWith(terminal, { dir }), { positional, options: {} });
    expect(await run()).toBe(5);
    expect(terminal.output[0]).toMatch(/up\/20260101000000-a\.sql:1:1: drops/);
    expect(await run('20260101000000')).toBe(0);
    expect(await run('soon')).toBe(2);
    rmSync(dir, { recursive: true });
  });
});

describe('lint of what the database would not refuse', () => {
  const dir = mkdtempSync(join(tmpdir(), 'migrations-'));

  beforeAll(() => {
    for (const name of ['up', 'down']) mkdirSync(join(dir, name));
    const write = (side: string, name: string, sql: string): void =>
      writeFileSync(join(dir, side, `${name}.sql`), sql);
    write('up', '20260101000000-a', '-- gatehouse:least-release 0.3.0\nDROP TABLE a;');
    write('down', '20260101000000-a', '-- Undoes it\n');
  });

  afterAll(() => rmSync(dir, { recursive: true }));

  it.each([
    [
      '0.2.0',
      [/down.*a\.sql holds no statement/, /up.*a\.sql needs release 0\.3\.0 .* this is 0\.2\.0/],
    ],
    ['0.3.0', [/down.*a\.sql holds no statement/]],
  ])(
    'lint names an empty file, and one that its own release could not use: %s',
    async (release, found) => {
      const terminal = fakeTerminal();
      const context = contextWith(terminal, { dir, release });
      expect(await runCommand(commands.lint, context, { positional: [], options: {} })).toBe(5);
      expect(terminal.output.slice(0, -1)).toEqual(
        found.map((words) => expect.stringMatching(words)),
      );
    },
  );
});

describe('progress', () => {
  it('without a terminal progress is one line for each file', () => {
    const terminal = fakeTerminal({
      progress: () => {
        throw new Error('not in a pipe');
      },
    });
    const { report } = new Reporter(terminal, false);
    report({ kind: 'started', direction: 'up', name: 'a' });
    report({ kind: 'finished', direction: 'up', name: 'a', durationMs: 5 });
    expect(terminal.output).toEqual(['applied  a  5 ms']);
  });

  it('on a terminal progress is an updated line until the file is done', () => {
    jest.useFakeTimers();
    const lines: string[] = [];
    const terminal = fakeTerminal({ isLive: true, progress: (line) => void lines.push(line) });
    const reporter = new Reporter(terminal, false);
    reporter.report({ kind: 'started', direction: 'down', name: 'a' });
    jest.advanceTimersByTime(2_000);
    reporter.stop();
    jest.advanceTimersByTime(5_000);
    expect(lines).toEqual(['reverting a …', 'reverting a … 1 s', 'reverting a … 2 s']);
    jest.useRealTimers();
  });

  it('progress of a long file counts its statements', () => {
    jest.useFakeTimers();
    const lines: string[] = [];
    const terminal = fakeTerminal({ isLive: true, progress: (line) => void lines.push(line) });
    const reporter = new Reporter(terminal, false);
    reporter.report({ kind: 'started', direction: 'up', name: 'a' });
    reporter.report({ kind: 'progress', direction: 'up', name: 'a', done: 7, total: 9 });
    jest.advanceTimersByTime(1_000);
    reporter.stop();
    jest.useRealTimers();
    expect(lines.at(-1)).toBe('applying a … 1 s, 7 of 9 statements');
  });

  it('with --json progress prints only which run it waits for', () => {
    const terminal = fakeTerminal();
    const { report } = new Reporter(terminal, true);
    report({ kind: 'warning', message: 'x' });
    report({ kind: 'waiting', holder: { pid: 7, applicationName: 'other', since: null } });
    expect(terminal.output).toEqual([]);
    expect(terminal.errors).toEqual(['"other" (pid 7) is migrating; waiting…']);
  });
});

import type { INestApplicationContext } from '@nestjs/common';
import type { CommanderCommand } from '../../apps/cli/src/cli-command.js';
import { CommandLine } from '../../apps/cli/src/cli.module.js';
import { COMMAND_GROUPS } from '../../apps/cli/src/command-groups.js';
import { createCommandLine, runGroup } from '../../apps/cli/src/create-command-line.js';
import { showError } from '../../apps/cli/src/outcome.js';

interface Outcome {
  readonly code: typeof process.exitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command without subcommands, and the words that call it. */
interface Leaf {
  readonly words: readonly string[];
  readonly command: CommanderCommand;
}

/** Valid values of the required options that do not accept any text. */
const RIGHT_VALUES: Readonly<Record<string, string>> = {
  '--before': '2026-01-01',
  '--head': `1:${'0'.repeat(64)}`,
};

const leavesOf = (command: CommanderCommand, words: readonly string[]): Leaf[] =>
  command.commands.length === 0
    ? [{ words, command }]
    : command.commands.flatMap((child) => leavesOf(child, [...words, child.name()]));

/** Runs the command in this process, because a new process takes seconds to start. */
async function call(words: readonly string[]): Promise<Outcome> {
  const output = { stdout: '', stderr: '' };
  const { argv, exitCode } = process;
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      output[name] += String(chunk);
      return true;
    }),
  );
  try {
    process.argv = ['node', 'gatehouse', ...words];
    const group = COMMAND_GROUPS.find(({ name }) => name === words[0]);
    if (!group) throw new Error(`There is no group ${words[0]}`);
    await runGroup(group, COMMAND_GROUPS).catch((error: Error) => {
      process.exitCode = showError(error);
    });
    return { code: process.exitCode, ...output };
  } finally {
    for (const spy of spies) spy.mockRestore();
    Object.assign(process, { argv, exitCode });
  }
}

function expectRefusal(words: readonly string[], { code, stdout, stderr }: Outcome): void {
  expect([words, code, stdout]).toEqual([words, 2, '']);
  expect(stderr).toMatch(/^error: [^\n]+\n/);
  expect(stderr).not.toMatch(/\n\s+at /);
}

describe('each command of gatehouse that is called wrongly', () => {
  let line: INestApplicationContext;
  let leaves: Leaf[];

  beforeAll(async () => {
    line = await createCommandLine(COMMAND_GROUPS, COMMAND_GROUPS);
    leaves = leavesOf(line.get(CommandLine).root, []);
  });
  afterAll(() => line?.close());

  const neededOptions = ({ command }: Leaf) =>
    command.options
      .filter(({ mandatory }) => mandatory)
      .flatMap(({ long }) => [String(long), RIGHT_VALUES[String(long)] ?? 'x']);
  const neededWords = ({ command }: Leaf) =>
    command.registeredArguments.filter(({ required }) => required);

  it('Every command of gatehouse is found', () => {
    expect(leaves.length).toBeGreaterThan(25);
  });

  it('A command of gatehouse refuses an unknown option', async () => {
    for (const leaf of leaves) {
      const words = [...leaf.words, ...neededOptions(leaf), '--no-such-thing'];
      const outcome = await call(words);
      expectRefusal(words, outcome);
      expect(outcome.stderr).toContain("error: unknown option '--no-such-thing'");
      expect(outcome.stderr).toContain(`Usage: gatehouse ${leaf.words.join(' ')}`);
    }
  });

  it('A command of gatehouse refuses an extra argument', async () => {
    const bounded = leaves.filter(({ command }) => !command.registeredArguments.at(-1)?.variadic);
    for (const leaf of bounded) {
      const most = leaf.command.registeredArguments.map(() => 'x');
      const words = [...leaf.words, ...neededOptions(leaf), ...most, 'too-many'];
      const outcome = await call(words);
      expectRefusal(words, outcome);
      expect(outcome.stderr).toMatch(/^error: too many arguments/);
    }
  });

  it('A command of gatehouse refuses to run without a required argument', async () => {
    const needy = leaves.filter(
      (leaf) => neededWords(leaf).length + neededOptions(leaf).length > 0,
    );
    expect(needy.length).toBeGreaterThan(10);
    for (const { words } of needy) expectRefusal(words, await call(words));
  });

  it.each([
    'users list --limit 0',
    'users list --limit many',
    'users import accounts.txt --yes',
    'users import accounts.txt --format xml --yes',
    'users export --format xml',
    'import flask --from postgresql://x/y --microsoft-tenant x',
    'audit verify --from yesterday',
    'audit verify --to 2026-13-01',
    'audit verify --head 1',
    'doctor --mail-to nobody',
    'manifest manifest.json --url nonsense',
  ])('A command of gatehouse refuses %s', async (text) => {
    const words = text.split(' ');
    expectRefusal(words, await call(words));
  });

  it('A command of gatehouse reports a wrong call to a script in one JSON document', async () => {
    const { code, stdout } = await call(['users', 'list', '--limit', '0', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      success: false,
      code: 'USAGE',
      message: '--limit must be a whole number above 0',
      hint: null,
      exit_code: 2,
    });
  });
});

import { EXIT, failed, MigratorError, wrongUse, type ExitCode } from '../errors.js';
import { ConnectionStringError } from '../connection/connection-errors.js';
import {
  readConnectionString,
  serverVariableOf,
  toUri,
} from '../connection/read-connection-string.js';
import type { CommandContext, CommandSpec } from './command.js';
import { MIGRATOR_COMMANDS } from './commands/index.js';
import { parseArguments } from './parse-arguments.js';
import { processTerminal, type Terminal } from './terminal.js';
import { runCommand, showError } from './run-command.js';
import { helpOf, overviewOf } from './usage.js';

const PROGRAM = 'gatehouse-migrate';
const COMMANDS: readonly CommandSpec[] = Object.values(MIGRATOR_COMMANDS);
const HELP = new Set(['--help', '-h', 'help']);

type Environment = Readonly<Record<string, string | undefined>>;

const DIRECT_FIRST = [
  'DATABASE_DIRECT_URL',
  'DATABASE_URL',
  'DATABASE_URI',
  'SQLALCHEMY_DATABASE_URI',
];

/** Without an address, the variables of libpq are used; they also complete an incomplete address. */
function databaseAddress(environment: Environment): string {
  const name = DIRECT_FIRST.find((candidate) => environment[candidate]?.trim());
  const variable = name ?? serverVariableOf(environment);
  if (variable === null) {
    throw wrongUse(
      'No database is given.',
      'Set DATABASE_URL, like postgres://user:password@host:5432/database.',
    );
  }
  try {
    return toUri(readConnectionString((name && environment[name]) ?? 'postgres://', environment));
  } catch (error) {
    if (!(error instanceof ConnectionStringError)) throw error;
    const lines = error.problems.map(
      (problem) => `${problem.variable ?? variable} ${problem.message}`,
    );
    throw failed(`The address of the database cannot be read: ${lines.join('; ')}.`);
  }
}

/** Case-insensitive and trimmed, as the server reads it. */
const isProduction = ({ NODE_ENV: text = '' }: Environment): boolean =>
  text.trim().toLowerCase() === 'production';

function contextFrom(
  environment: Environment,
  terminal: Terminal,
  signal: AbortSignal,
): CommandContext {
  const table = environment['MIGRATIONS_TABLE'];
  return {
    program: PROGRAM,
    dir: environment['MIGRATIONS_DIR'] || 'migrations',
    ...(table && { table }),
    production: isProduction(environment),
    terminal,
    signal,
    openTarget: () => Promise.resolve().then(() => ({ connection: databaseAddress(environment) })),
    now: () => new Date(),
  };
}

/** Prints what was wrong with the arguments, as text or JSON, and the usage. */
function refuse(
  terminal: Terminal,
  error: MigratorError,
  { args, usage }: { readonly args: readonly string[]; readonly usage: string },
): ExitCode {
  showError(terminal, error, args.includes('--json'));
  terminal.err(usage);
  return error.exitCode;
}

async function dispatch(spec: CommandSpec, args: readonly string[], context: CommandContext) {
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    context.terminal.out(helpOf(PROGRAM, spec));
    return EXIT.done;
  }
  const parsed = (() => {
    try {
      return parseArguments(spec, args);
    } catch (error) {
      return error as MigratorError;
    }
  })();
  if (!(parsed instanceof MigratorError)) return runCommand(spec, context, parsed);
  return refuse(context.terminal, parsed, { args, usage: helpOf(PROGRAM, spec) });
}

/** `help up` is `up --help`. */
const withoutHelpWord = (args: readonly string[]): readonly string[] =>
  args[0] === 'help' && args[1] !== undefined ? [args[1], '--help'] : args;

/** The program of the package, for services that use the migrator without Gatehouse. */
export async function main(
  args: readonly string[],
  environment: Environment,
  signal: AbortSignal,
): Promise<ExitCode> {
  const terminal = processTerminal();
  const [name = '', ...rest] = withoutHelpWord(args);
  const spec = COMMANDS.find((command) => command.name === name);
  if (spec) return dispatch(spec, rest, contextFrom(environment, terminal, signal));
  if (HELP.has(name)) {
    terminal.out(overviewOf(PROGRAM, COMMANDS));
    return EXIT.done;
  }
  const usage = overviewOf(PROGRAM, COMMANDS);
  if (name) return refuse(terminal, wrongUse(`There is no command "${name}".`), { args, usage });
  terminal.err(usage);
  return EXIT.usage;
}

import type { CommandSpec } from './command.js';
import type { OptionSpec } from './option.js';

export const argumentText = (spec: CommandSpec): string => {
  if (!spec.argument) return '';
  return spec.argumentIsOptional ? `[${spec.argument.name}]` : `<${spec.argument.name}>`;
};

export const flagText = ({ flag, argument }: OptionSpec): string =>
  argument ? `${flag} <${argument}>` : flag;

/** One line: how the command is called. */
export function usageOf(program: string, spec: CommandSpec): string {
  const parts = [
    program,
    spec.name,
    argumentText(spec),
    ...spec.options.map((o) => `[${flagText(o)}]`),
  ];
  return `usage: ${parts.filter(Boolean).join(' ')}`;
}

/** The full help of a command. */
export function helpOf(program: string, spec: CommandSpec): string {
  const width = Math.max(...spec.options.map((option) => flagText(option).length));
  const options = spec.options.map((o) => `  ${flagText(o).padEnd(width)}  ${o.description}`);
  return [
    usageOf(program, spec),
    '',
    spec.summary,
    ...(spec.details ? ['', spec.details] : []),
    '',
    ...options,
  ].join('\n');
}

/** The list of commands. */
export function overviewOf(program: string, specs: readonly CommandSpec[]): string {
  const calls = specs.map((spec) => [spec.name, argumentText(spec)].filter(Boolean).join(' '));
  const width = Math.max(...calls.map((call) => call.length));
  const lines = specs.map(
    (spec, index) => `  ${(calls[index] as string).padEnd(width)}  ${spec.summary}`,
  );
  return [`usage: ${program} <command> [options]`, '', ...lines, '', EXIT_CODES].join('\n');
}

export const EXIT_CODES =
  'exit codes: 0 done, 1 failed, 2 wrong use, 3 files are pending, 4 another run holds the lock, 5 the files and the database do not fit';

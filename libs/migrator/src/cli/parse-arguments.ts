import { parseArgs } from 'node:util';
import { wrongUse } from '../errors.js';
import type { CommandInput, CommandSpec } from './command.js';
import type { OptionSpec } from './option.js';

const nameOf = ({ flag }: OptionSpec): string => flag.slice(2);

function parseTokens(args: readonly string[], options: readonly OptionSpec[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(
        options.map((option) => [
          nameOf(option),
          { type: option.argument ? ('string' as const) : ('boolean' as const) },
        ]),
      ),
    });
  } catch (error) {
    throw wrongUse((error as Error).message);
  }
}

/** Parses the arguments after a command's name. `extra` are options of the program itself. */
export function parseArguments(spec: CommandSpec, args: readonly string[]): CommandInput {
  const { values, positionals } = parseTokens(args, spec.options);
  if (!spec.argument && positionals.length > 0) {
    throw wrongUse(`Unexpected argument "${positionals[0]}".`);
  }
  const options: Record<string, unknown> = {};
  for (const option of spec.options) {
    const value = values[nameOf(option)];
    if (value === undefined) continue;
    options[option.key] = typeof value === 'string' && option.parse ? option.parse(value) : value;
  }
  return { positional: positionals, options: options };
}

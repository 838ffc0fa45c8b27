import {
  argumentText,
  flagText,
  runCommand,
  type CommandSpec,
  type Options,
  type OptionSpec,
} from '#libs/migrator';
import { CliCommand, type CommanderCommand } from '../cli-command.js';
import { createMigrateContext } from './migrate-context.js';

/** The metadata of a migrator command for nest-commander. */
export function metadataOf(spec: CommandSpec) {
  return {
    name: spec.name,
    description: spec.summary,
    ...(spec.argument && {
      arguments: argumentText(spec),
      argsDescription: { [spec.argument.name]: spec.argument.description },
    }),
  };
}

/** A migrator command below `gatehouse migrate`: the migrator defines its arguments, options and help. */
export abstract class MigrateSubCommand extends CliCommand {
  constructor(private readonly spec: CommandSpec) {
    super();
  }

  override setCommand(command: CommanderCommand): this {
    super.setCommand(command);
    for (const option of this.spec.options) addOption(command, option);
    if (this.spec.details) command.addHelpText('after', `\n${this.spec.details}`);
    return this;
  }

  override execute(args: string[]): Promise<number> {
    const input = { positional: args, options: this.command.opts<Options>() };
    return runCommand(this.spec, createMigrateContext(), input);
  }
}

function addOption(command: CommanderCommand, option: OptionSpec): void {
  const { parse } = option;
  if (!parse) {
    command.option(flagText(option), option.description);
    return;
  }
  command.option(flagText(option), option.description, (text: string) => {
    try {
      return parse(text);
    } catch (error) {
      return command.error(`error: ${(error as Error).message}`);
    }
  });
}

import { CommandRunner } from 'nest-commander';
import { EXIT } from './outcome.js';

/** Commander's own object, which nest-commander gives to each command. */
export type CommanderCommand = Parameters<CommandRunner['setCommand']>[0];

/** The base of all commands: wrong use shows the usage and ends with 2, and `execute` returns the exit code. */
export abstract class CliCommand extends CommandRunner {
  override setCommand(command: CommanderCommand): this {
    command.exitOverride().showHelpAfterError().allowExcessArguments(false);
    return super.setCommand(command);
  }

  abstract execute(args: string[], options: Record<string, unknown>): Promise<number | void>;

  override async run(args: string[], options: Record<string, unknown> = {}): Promise<void> {
    process.exitCode = (await this.execute(args, options)) ?? EXIT.done;
  }
}

/** A command that only groups others: called alone, it lists them. */
export abstract class CliCommandGroup extends CliCommand {
  override setCommand(command: CommanderCommand): this {
    super.setCommand(command);
    command.allowExcessArguments(true).usage('<command> [options]');
    return this;
  }

  override execute(args: string[]): Promise<number> {
    if (args[0] !== undefined) process.stderr.write(`error: unknown command '${args[0]}'\n\n`);
    this.command.outputHelp({ error: true });
    return Promise.resolve(EXIT.usage);
  }
}

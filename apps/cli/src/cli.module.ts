import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { InjectCommander, type CommandRunner } from 'nest-commander';
import type { CommanderCommand } from './cli-command.js';
import type { CommandGroup } from './command-group.js';

/** The root command, for settings that nest-commander does not offer: its name and its help. */
export class CommandLine {
  @InjectCommander()
  readonly root!: CommanderCommand;
}

/** All groups of commands, loaded or not, for the help and the documentation. */
export const ALL_GROUPS = Symbol('all groups of commands');

/** Only the commands: each starts the features that it needs when it runs. */
@Module({})
export class CliModule {
  static forCommands(
    commands: readonly Type<CommandRunner>[],
    groups: readonly CommandGroup[],
  ): DynamicModule {
    const all = { provide: ALL_GROUPS, useValue: groups };
    return { module: CliModule, providers: [CommandLine, all, ...commands] };
  }
}

import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { InjectCommander, type CommandRunner } from 'nest-commander';
import type { CommanderCommand } from './cli-command.js';
import type { CommandGroup } from './command-group.js';

/** The root of the command line, for what nest-commander does not offer: its name and its help. */
export class CommandLine {
  @InjectCommander()
  readonly root!: CommanderCommand;
}

/** All groups of commands, loaded or not: for what tells about them. */
export const ALL_GROUPS = Symbol('all groups of commands');

/** Only the commands: what they need of the server they start themselves, when they run. */
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

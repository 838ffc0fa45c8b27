import { Command, SubCommand } from 'nest-commander';
import { EXIT_CODES, MIGRATOR_COMMANDS as specs } from '#libs/migrator';
import { CliCommandGroup, type CommanderCommand } from '../cli-command.js';
import { metadataOf, MigrateSubCommand } from './migrate-sub-command.js';

@SubCommand(metadataOf(specs.create))
export class MigrateCreateCommand extends MigrateSubCommand {
  constructor() {
    super(specs.create);
  }
}

@SubCommand(metadataOf(specs.up))
export class MigrateUpCommand extends MigrateSubCommand {
  constructor() {
    super(specs.up);
  }
}

@SubCommand(metadataOf(specs.down))
export class MigrateDownCommand extends MigrateSubCommand {
  constructor() {
    super(specs.down);
  }
}

@SubCommand(metadataOf(specs.status))
export class MigrateStatusCommand extends MigrateSubCommand {
  constructor() {
    super(specs.status);
  }
}

@SubCommand(metadataOf(specs.redo))
export class MigrateRedoCommand extends MigrateSubCommand {
  constructor() {
    super(specs.redo);
  }
}

@SubCommand(metadataOf(specs.verify))
export class MigrateVerifyCommand extends MigrateSubCommand {
  constructor() {
    super(specs.verify);
  }
}

@SubCommand(metadataOf(specs.repair))
export class MigrateRepairCommand extends MigrateSubCommand {
  constructor() {
    super(specs.repair);
  }
}

@SubCommand(metadataOf(specs.dump))
export class MigrateDumpCommand extends MigrateSubCommand {
  constructor() {
    super(specs.dump);
  }
}

@SubCommand(metadataOf(specs.lint))
export class MigrateLintCommand extends MigrateSubCommand {
  constructor() {
    super(specs.lint);
  }
}

const SUB_COMMANDS = [
  MigrateCreateCommand,
  MigrateUpCommand,
  MigrateDownCommand,
  MigrateStatusCommand,
  MigrateRedoCommand,
  MigrateVerifyCommand,
  MigrateRepairCommand,
  MigrateDumpCommand,
  MigrateLintCommand,
];

@Command({
  name: 'migrate',
  description: 'create, apply, revert and check database migrations',
  subCommands: SUB_COMMANDS,
})
export class MigrateCommand extends CliCommandGroup {
  override setCommand(command: CommanderCommand): this {
    super.setCommand(command);
    command.addHelpText('after', `\n${EXIT_CODES}`);
    return this;
  }
}

export const MIGRATE_COMMANDS = [MigrateCommand, ...SUB_COMMANDS];

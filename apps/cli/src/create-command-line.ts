import { CommandFactory } from 'nest-commander';
import type { INestApplicationContext } from '@nestjs/common';
import { CliModule, CommandLine } from './cli.module.js';
import { AUDIENCE_NOTES, PROGRAM, type CommandGroup } from './command-group.js';
import { showError } from './outcome.js';

/** A command line with the given groups, ready to run with the arguments of the process. */
export async function createCommandLine(
  groups: readonly CommandGroup[],
  allGroups: readonly CommandGroup[],
): Promise<INestApplicationContext> {
  const commands = (await Promise.all(groups.map((group) => group.load()))).flat();
  const app = await CommandFactory.createWithoutRunning(
    CliModule.forCommands(commands, allGroups),
    {
      logger: false,
      errorHandler: (error) => {
        throw error;
      },
      serviceErrorHandler: (error) => {
        process.exitCode = showError(error);
      },
    },
  );
  const { root } = app.get(CommandLine);
  root.name(PROGRAM);
  for (const { name, audience } of groups) {
    const command = root.commands.find((one) => one.name() === name);
    command?.addHelpText('afterAll', `\n${AUDIENCE_NOTES[audience]}`);
  }
  return app;
}

/** Runs the command of the group that the arguments of the process name. */
export async function runGroup(
  group: CommandGroup,
  allGroups: readonly CommandGroup[],
): Promise<void> {
  const app = await createCommandLine([group], allGroups);
  try {
    await CommandFactory.runApplication(app);
  } finally {
    await app.close();
  }
}

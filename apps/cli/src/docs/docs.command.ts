import { Inject } from '@nestjs/common';
import { Command } from 'nest-commander';
import { CliCommand, type CommanderCommand } from '../cli-command.js';
import { ALL_GROUPS, CommandLine } from '../cli.module.js';
import type { CommandGroup } from '../command-group.js';
import { createCommandLine } from '../create-command-line.js';

const WIDTH = 100;

const HEAD = `# The command line

Generated from the commands themselves (\`npm run generate\`). Every command ends with 0 when it is done, 1 when it
failed and 2 when it was called wrongly; an error is one line with a hint, on standard error.

On a clone: \`npm run gatehouse -- <command>\` (migrations: \`npm run migrate -- <command>\`), or with the Nest CLI
\`npx nest start cli -- <command>\`. In the image and where the package is installed: \`gatehouse <command>\`.

\`manifest\` and \`types\` are for developers of services: they call the server (\`--url\` or \`GATEHOUSE_URL\`) with the application
token in \`GATEHOUSE_APP_TOKEN\` and open no database. All others are for operators: they use the database
of the server's configuration (\`.env\` and the environment), and refuse to run in a folder without one; \`doctor\`,
\`migrate create\`, \`migrate lint\` and \`audit grants\` need no configuration.
`;

function helpOf(command: CommanderCommand): string {
  let text = '';
  const keep = (part: string): void => void (text += part);
  command.configureOutput({ writeOut: keep, writeErr: keep }).configureHelp({ helpWidth: WIDTH });
  command.outputHelp();
  return text.trimEnd();
}

function pathOf(command: CommanderCommand): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function sectionsOf(command: CommanderCommand, level: number): string[] {
  const own = `${'#'.repeat(level)} ${pathOf(command)}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\``;
  return [own, ...command.commands.flatMap((child) => sectionsOf(child, level + 1))];
}

/** The text of `docs/cli.md`: the help of every command. */
export async function renderCliDocs(groups: readonly CommandGroup[]): Promise<string> {
  const app = await createCommandLine(
    groups.filter(({ isHidden }) => !isHidden),
    groups,
  );
  try {
    const { commands } = app.get(CommandLine).root;
    // In the order of the list of groups.
    const order = groups.map(({ name }) => name);
    const sorted = [...commands].sort((a, b) => order.indexOf(a.name()) - order.indexOf(b.name()));
    return `${[HEAD.trimEnd(), ...sorted.flatMap((command) => sectionsOf(command, 2))].join('\n\n')}\n`;
  } finally {
    await app.close();
  }
}

@Command({
  name: 'docs',
  description: 'print the reference of all commands, as docs/cli.md has it',
})
export class DocsCommand extends CliCommand {
  constructor(@Inject(ALL_GROUPS) private readonly groups: readonly CommandGroup[]) {
    super();
  }

  override async execute(): Promise<void> {
    process.stdout.write(await renderCliDocs(this.groups));
  }
}

export const DOCS_COMMANDS = [DocsCommand];

import { Inject } from '@nestjs/common';
import { Command } from 'nest-commander';
import { CliCommand } from '../cli-command.js';
import { ALL_GROUPS } from '../cli.module.js';
import type { CommandGroup } from '../command-group.js';
import { renderCliDocs } from './render-docs.js';

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

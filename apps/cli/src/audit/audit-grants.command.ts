import { SubCommand } from 'nest-commander';
import { CliCommand } from '../cli-command.js';
import { grantsFor } from './grants.js';

@SubCommand({
  name: 'grants',
  description:
    'print the SQL for a role under which servers cannot change or delete the trail; the owner of the tables runs it after each migrate up',
  arguments: '<role>',
  argsDescription: { role: 'the role of the servers in PostgreSQL' },
})
export class AuditGrantsCommand extends CliCommand {
  override execute([role = '']: string[]): Promise<void> {
    process.stdout.write(grantsFor(role));
    return Promise.resolve();
  }
}

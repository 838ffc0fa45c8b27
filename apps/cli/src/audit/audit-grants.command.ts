import { SubCommand } from 'nest-commander';
import { CliCommand } from '../cli-command.js';

/** The rights of the servers' role on the tables of the trail. On all other tables it may read and write all rows. */
const OF_THE_TRAIL: Readonly<Record<string, string>> = {
  audit_events: 'SELECT, INSERT',
  audit_seals: 'SELECT, INSERT',
  audit_anchors: 'SELECT, INSERT',
  audit_marks: 'SELECT, INSERT',
  audit_queue: 'SELECT, INSERT, DELETE',
  audit_head: 'SELECT, INSERT, UPDATE',
  migrations: 'SELECT',
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The SQL that gives a role what a server needs, and no right to change or delete events of the trail. */
export function grantsFor(name: string): string {
  const role = quoted(name);
  const tables = Object.keys(OF_THE_TRAIL).join(', ');
  return [
    'BEGIN;',
    `GRANT USAGE ON SCHEMA public TO ${role};`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role};`,
    `REVOKE ALL ON ${tables} FROM ${role};`,
    ...Object.entries(OF_THE_TRAIL).map(
      ([table, rights]) => `GRANT ${rights} ON ${table} TO ${role};`,
    ),
    'COMMIT;',
    '',
  ].join('\n');
}

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

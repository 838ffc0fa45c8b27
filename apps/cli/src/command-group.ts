import type { Type } from '@nestjs/common';
import type { CommandRunner } from 'nest-commander';

/**
 * Who calls a command. `operators`: the command uses the database of the server's configuration. `developers` of a
 * service have its application token, but neither that configuration nor that database: the command calls the server
 * and writes only the files that its options name. `both`: for developers where an application token or `--url` is
 * given, otherwise for operators.
 */
export type Audience = 'operators' | 'developers' | 'both';

/** A subcommand of `gatehouse` and its own commands. */
export interface CommandGroup {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly audience: Audience;
  /** Not listed: for the project's own scripts. */
  readonly isHidden?: boolean;
  /** Loads the commands: the one of this name and those below it. */
  readonly load: () => Promise<readonly Type<CommandRunner>[]>;
}

export const PROGRAM = 'gatehouse';

const OF_OPERATORS = 'For operators: it uses the database of the configuration of the server.';
const OF_DEVELOPERS =
  'For the developer of a service: it calls the server (--url or GATEHOUSE_URL) with the application token in GATEHOUSE_APP_TOKEN, and opens no database.';

/** The line of a command's help that names its users. */
export const AUDIENCE_NOTES: Readonly<Record<Audience, string>> = {
  operators: OF_OPERATORS,
  developers: OF_DEVELOPERS,
  both: `${OF_DEVELOPERS}\nFor operators, without --url and token: it reads the service --service from the database of the configuration of the server.`,
};

/** The list of commands, without loading any. */
export function overviewOf(program: string, groups: readonly CommandGroup[]): string {
  const shown = groups.filter(({ isHidden }) => !isHidden);
  const width = Math.max(...shown.map(({ name }) => name.length));
  const listOf = (isOne: (audience: Audience) => boolean) =>
    shown
      .filter(({ audience }) => isOne(audience))
      .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    `Usage: ${program} <command> [options]`,
    '',
    'Commands for operators, over the database of the configuration of the server:',
    ...listOf((audience) => audience === 'operators'),
    '',
    'Commands for developers of services, which call the server (--url, GATEHOUSE_APP_TOKEN):',
    ...listOf((audience) => audience !== 'operators'),
    '',
    `More about a command: ${program} <command> --help`,
  ].join('\n');
}

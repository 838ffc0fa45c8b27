import type { Audience, CommandGroup } from './command-group.js';

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

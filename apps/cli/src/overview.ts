import type { CommandGroup } from './command-group.js';

export const PROGRAM = 'gatehouse';

/** The list of commands, without loading any. */
export function overviewOf(program: string, groups: readonly CommandGroup[]): string {
  const shown = groups.filter(({ isHidden }) => !isHidden);
  const width = Math.max(...shown.map(({ name }) => name.length));
  return [
    `Usage: ${program} <command> [options]`,
    '',
    'Commands:',
    ...shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    `More about a command: ${program} <command> --help`,
  ].join('\n');
}

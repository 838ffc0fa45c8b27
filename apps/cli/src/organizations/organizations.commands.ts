import { Command, Option, SubCommand } from 'nest-commander';
import { UnitOutlines } from '#api/units';
import { Database } from '#libs/database';
import { CliCommand, CliCommandGroup } from '../cli-command.js';
import { withFeatures } from '../features/with-features.js';
import { toLine, toOrganizationJson, toTreeLine, toUnitJson } from './organization-text.js';

const PAGE = 500;
const MOST_UNITS = 1000;
const print = (text: string): void => void process.stdout.write(`${text}\n`);

@SubCommand({ name: 'list', description: 'list all organizations, with how much they have' })
export class OrganizationsListCommand extends CliCommand {
  @Option({ flags: '--json', description: 'one JSON object a line' })
  parseJson(): boolean {
    return true;
  }

  override execute(_args: string[], options: Record<string, unknown>): Promise<void> {
    return withFeatures(async (features) => {
      const { pool } = features.get(Database);
      const outlines = features.get(UnitOutlines, { strict: false });
      let after: string | null = null;
      do {
        const page = await outlines.list(pool, after, PAGE);
        for (const one of page)
          print(options['json'] === true ? JSON.stringify(toOrganizationJson(one)) : toLine(one));
        after = page.length < PAGE ? null : (page.at(-1)?.id ?? null);
      } while (after !== null);
    });
  }
}

@SubCommand({
  name: 'show',
  description: 'show a unit and those below it as a tree, with the counts of members and roles',
  arguments: '<unit>',
  argsDescription: { unit: 'the slug of an organization, or the id of any unit' },
})
export class OrganizationsShowCommand extends CliCommand {
  @Option({ flags: '--limit <n>', description: `at most so many units; otherwise ${MOST_UNITS}` })
  parseLimit(text: string): number {
    const limit = /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
    return limit ?? this.command.error('error: --limit must be a whole number from 1 to 999999');
  }

  @Option({ flags: '--json', description: 'one JSON object a line' })
  parseJson(): boolean {
    return true;
  }

  override execute([named = '']: string[], options: Record<string, unknown>): Promise<void> {
    const { limit = MOST_UNITS, json } = options as { limit?: number; json?: boolean };
    return withFeatures(async (features) => {
      const { pool } = features.get(Database);
      const outlines = features.get(UnitOutlines, { strict: false });
      const { id } = await outlines.get(pool, named);
      // One more than is shown: whether there are others.
      const units = await outlines.listBelow(pool, id, limit + 1);
      for (const unit of units.slice(0, limit))
        print(json ? JSON.stringify(toUnitJson(unit)) : toTreeLine(unit));
      if (units.length > limit)
        process.stderr.write(`There are more than ${limit} units: --limit shows more\n`);
    });
  }
}

const SUB_COMMANDS = [OrganizationsListCommand, OrganizationsShowCommand];

@Command({
  name: 'organizations',
  description: 'organizations and their trees of units',
  subCommands: SUB_COMMANDS,
})
export class OrganizationsCommand extends CliCommandGroup {}

export const ORGANIZATIONS_COMMANDS = [OrganizationsCommand, ...SUB_COMMANDS];

import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'nest-commander';
import { readEnvironment } from '#libs/config';
import { CliCommand } from '../cli-command.js';
import { EXIT } from '../outcome.js';
import {
  accessMissing,
  findAppToken,
  findServerUrl,
  readServerAccess,
} from '../server/ask-server.js';
import { readFromDatabase, readFromServer } from './read-names.js';
import { renderTypes, type KnownNames } from './render-types.js';

/** Permissions that a user may hold in any service, beside the service's own. */
const DELEGATED = [
  'role:read',
  'role:write',
  'role:delete',
  'token:read',
  'token:write',
  'token:delete',
];

@Command({
  name: 'types',
  description:
    "write TypeScript types of a service's permissions, roles and scopes, for @gatehouse/guard",
})
export class TypesCommand extends CliCommand {
  @Option({ flags: '--url <address>', description: 'the address of Gatehouse (or GATEHOUSE_URL)' })
  parseUrl(url: string): string {
    return url;
  }

  @Option({
    flags: '--service <name>',
    description: 'the service; with an application token, the service that owns the token',
  })
  parseService(service: string): string {
    return service;
  }

  @Option({ flags: '--out <file>', description: 'the file to write; standard output otherwise' })
  parseOut(file: string): string {
    return file;
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<number> {
    const environment = readEnvironment();
    const asked = options['service'] as string | undefined;
    // With an application token, DATABASE_URL is that of the service and not of Gatehouse.
    const isDeveloper =
      findServerUrl(environment, options) !== undefined || findAppToken(environment) !== undefined;
    const source = isDeveloper ? readServerAccess(environment, options) : 'database';
    if (source === null) return wrongUse(accessMissing(''));
    if (source === 'database' && asked === undefined) {
      const missing = accessMissing('');
      return wrongUse(`give --service where the database of Gatehouse is; elsewhere ${missing}`);
    }
    const { service, names } =
      source === 'database'
        ? await readFromDatabase(asked ?? '')
        : await readFromServer(source, asked);
    return write(renderTypes(service, withDelegated(names)), options['out']);
  }
}

function wrongUse(problem: string): number {
  process.stderr.write(`error: ${problem}\n`);
  return EXIT.usage;
}

async function write(text: string, out: unknown): Promise<number> {
  if (typeof out !== 'string') process.stdout.write(text);
  else await writeFile(out, text);
  return EXIT.done;
}

const withDelegated = (names: KnownNames): KnownNames => ({
  ...names,
  permissions: [...names.permissions, ...DELEGATED],
});

export const TYPES_COMMANDS = [TypesCommand];

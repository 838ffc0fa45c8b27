import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'nest-commander';
import { Database } from '#libs/database';
import { EVERYTHING } from '#libs/paging';
import { DeclaredScopes } from '#api/app-tokens';
import { Permissions, Roles } from '#api/rbac';
import { Services } from '#api/services';
import { CliCommand } from '../cli-command.js';
import { EXIT } from '../exit-codes.js';
import { withRooms } from '../rooms/with-rooms.js';
import { renderTypes, type KnownNames } from './render-types.js';

const ALL = { after: null, limit: EVERYTHING };
/** Held in any service, beside its own. */
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
  @Option({ flags: '--service <name>', description: 'whose names', required: true })
  parseService(service: string): string {
    return service;
  }

  @Option({ flags: '--out <file>', description: 'the file to write; standard output otherwise' })
  parseOut(file: string): string {
    return file;
  }

  override async execute(_args: string[], options: Record<string, unknown>): Promise<number> {
    const service = String(options['service']);
    const names = await withRooms((rooms) =>
      readNames(rooms.get(Database), rooms.get(Services, { strict: false }), {
        permissions: rooms.get(Permissions, { strict: false }),
        roles: rooms.get(Roles, { strict: false }),
        scopes: rooms.get(DeclaredScopes, { strict: false }),
        service,
      }),
    );
    if (!names) {
      process.stderr.write(`error: there is no service ${service}\n`);
      return EXIT.failed;
    }
    const text = renderTypes(service, names);
    const { out } = options;
    if (typeof out !== 'string') process.stdout.write(text);
    else await writeFile(out, text);
    return EXIT.done;
  }
}

async function readNames(
  { pool }: Database,
  services: Services,
  asked: { permissions: Permissions; roles: Roles; scopes: DeclaredScopes; service: string },
): Promise<KnownNames | null> {
  const service = await services.findByName(pool, asked.service);
  if (!service) return null;
  const permissions = await asked.permissions.list(service.id, ALL);
  const roles = await asked.roles.list(service.id, ALL);
  return {
    permissions: [...permissions.map(({ name }) => name), ...DELEGATED],
    roles: roles.map(({ name }) => name),
    scopes: (await asked.scopes.find(service.id)) ?? [],
  };
}

export const TYPES_COMMANDS = [TypesCommand];

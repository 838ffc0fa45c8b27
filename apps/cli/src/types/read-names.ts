import { ServiceNames } from '#api/integration/manifest';
import { getService } from '../features/find-named.js';
import { withFeatures } from '../features/with-features.js';
import { Refusal } from '../outcome.js';
import { askServer, type ServerAccess } from '../server/ask-server.js';
import type { KnownNames } from './render-types.js';

/**
 * The names of a service, read from the database of the configuration (for operators).
 * @throws Refusal when there is no such service
 */
export function readFromDatabase(asked: string): Promise<{ service: string; names: KnownNames }> {
  return withFeatures(async (features) => {
    const { id, name } = await getService(features, asked);
    return { service: name, names: await features.get(ServiceNames, { strict: false }).find(id) };
  });
}

interface NamesBody extends KnownNames {
  readonly service: { readonly id: string; readonly name: string };
}

/**
 * The names of the service that owns the application token.
 * @throws Refusal when the server refuses it, or the token belongs to another service than the one asked for
 */
export async function readFromServer(
  access: ServerAccess,
  asked: string | undefined,
): Promise<{ service: string; names: KnownNames }> {
  const call = { ...access, method: 'GET', path: 'api/services/manifest' } as const;
  const { body, problem } = await askServer<NamesBody>(call);
  if (problem !== null || body === null) throw new Refusal(problem ?? 'the server sent no answer');
  const { service, ...names } = body;
  if (!isComplete(names)) {
    throw new Refusal('the server does not answer the names of a service', 'upgrade Gatehouse');
  }
  if (asked !== undefined && ![service.name, service.id].includes(asked)) {
    const hint = `leave --service out, or use an application token of ${asked}`;
    throw new Refusal(`the application token belongs to the service ${service.name}`, hint);
  }
  return { service: service.name, names };
}

const isComplete = ({ permissions, roles, scopes }: Partial<KnownNames>): boolean =>
  [permissions, roles, scopes].every(
    (list) => Array.isArray(list) && list.every((name) => typeof name === 'string'),
  );
